// Saves a form while it is filled in. Every form works without it: its buttons save as well.
// Nothing that is typed is stored in the browser: it stands in the form, and on the server.
(function () {
  'use strict'

  var form = document.querySelector('form[data-keep]')
  if (!form || !window.fetch || !window.URLSearchParams) return

  var AFTER_TYPING = 1200 // milliseconds of quiet
  var AFTER_CHOICE = 150
  var LONGEST_WAIT = 5000 // somebody who types without a pause is saved all the same
  var PATIENCE = 15000 // for an answer
  var BACK_OFF = [2000, 4000, 8000, 15000, 30000]

  var state = form.querySelector('[data-keep-state]')
  var panel = document.getElementById('sign-in-again')
  var whose = form.elements.whose.value
  var sequence = 0
  var dirty = false // something was typed that no save has taken along yet
  var dirtySince = 0
  var lastTyped = 0
  var hiding = null
  var timer = null
  var running = null // the save that is on its way
  var unanswered = null // one that got no answer: sent again as it was, unless more was typed since
  var failures = 0
  var halted = false // signed out, or no longer allowed: the words stay on the page
  var leaving = false

  function say (words, kind) {
    if (state.textContent === words) return
    state.textContent = words
    state.className = 'keep-state' + (kind ? ' keep-state--' + kind : '')
  }

  function later (wait) {
    if (halted || leaving) return
    window.clearTimeout(timer)
    var left = dirtySince ? Math.max(0, LONGEST_WAIT - (Date.now() - dirtySince)) : wait
    timer = window.setTimeout(save, Math.min(wait, left))
  }

  function touched (event) {
    if (!event.target.name || !form.contains(event.target)) return
    lastTyped = Date.now()
    if (!dirty) dirtySince = Date.now()
    dirty = true
    if (!halted && !running) say('Not saved yet')
    later(event.type === 'change' ? AFTER_CHOICE : AFTER_TYPING)
  }

  // What is sent: the whole form, but for rows whose clash nobody has decided yet.
  function body () {
    var data = new URLSearchParams()
    new FormData(form).forEach(function (value, name) {
      if (typeof value === 'string' && !isUndecided(name)) data.append(name, value)
    })
    data.set('sequence', String(sequence))
    return data
  }

  var undecided = {}
  function isUndecided (name) {
    return Object.keys(undecided).some(function (row) {
      return row ? name.indexOf(row + '-') === 0 : undecided[row].names.indexOf(name) !== -1
    })
  }

  function save () {
    window.clearTimeout(timer)
    if (halted || running || (!dirty && !unanswered)) return
    if (undecided[''] !== undefined) return say('Not saved: choose which text to keep, above.', 'bad')
    if (dirty || !unanswered) {
      sequence += 1
      unanswered = body()
      dirty = false
      dirtySince = 0
    }
    var sent = unanswered
    var stop = new AbortController()
    var patience = window.setTimeout(function () { stop.abort() }, PATIENCE)
    say('Saving…')
    running = fetch(form.dataset.keep, {
      method: 'POST',
      body: sent,
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      keepalive: sent.toString().length < 60000,
      signal: stop.signal
    }).then(function (answer) {
      return answer.json().catch(function () { return {} }).then(function (told) { return take(answer, told) })
    }).catch(function () {
      fail('Not saved: there is no connection. Your words are kept on this page, and saved as soon as it is back.')
    }).then(function () {
      window.clearTimeout(patience)
      running = null
      if (dirty) later(AFTER_TYPING)
    })
  }

  function fail (words) {
    say(words, 'bad')
    var wait = BACK_OFF[Math.min(failures, BACK_OFF.length - 1)]
    failures += 1
    window.clearTimeout(timer)
    timer = window.setTimeout(save, wait)
  }

  function take (answer, told) {
    if (answer.ok && told.saved_at) {
      unanswered = null
      failures = 0
      stand(told.stands)
      var faults = notes(told.faults, told.hints)
      told.clashes.forEach(showClash)
      if (told.clashes.length) say('Not all is saved: somebody else changed it too. Choose above which text to keep.', 'bad')
      else if (faults && told.faults.every(function (fault) { return fault.kept })) say('Kept ' + told.saved_at + '. A text is too long: shorten it before the return is submitted.', 'bad')
      else if (faults) say('Not all is saved: see beside the field what is wrong. The rest was saved ' + told.saved_at, 'bad')
      else say('Saved ' + told.saved_at, 'good')
      progress(told)
      return
    }
    if (answer.status === 401) return signedOut()
    if (answer.status === 403 && told.token) return renew()
    if (told.somebody_else) return clear()
    if (answer.status === 403 || answer.status === 404) {
      halted = true
      say('Not saved: ' + (told.refused || 'this return is no longer open to you.') + ' Your words are still on this page.', 'bad')
      return
    }
    fail('Not saved: the site did not answer as it should. Your words are kept on this page, and tried again.')
  }

  function stand (rows) {
    Object.keys(rows).forEach(function (name) {
      var row = rows[name]
      form.elements[row.fields.version].value = row.version
      if (form.elements[row.fields.opened]) form.elements[row.fields.opened].value = row.opened
    })
  }

  function progress (told) {
    if (!told.progress) return
    document.querySelectorAll('[data-progress]').forEach(function (place) { place.textContent = told.progress })
  }

  // Beside each field: why it was not saved, and what looks as if it would identify somebody.
  function notes (faults, hints) {
    form.querySelectorAll('[data-keep-note]').forEach(function (note) { note.remove() })
    faults.forEach(function (fault) { note(fault.field, (fault.kept ? 'Kept as a draft, not saved yet: ' : 'Not saved: ') + fault.words, 'govuk-error-message') })
    hints.forEach(function (hint) { note(hint.field, hint.words, 'keep-note--quiet') })
    return faults.length
  }

  function note (name, words, className) {
    var group = groupOf(name)
    if (!group) return
    var made = element('p', className + ' keep-note', words)
    made.dataset.keepNote = ''
    group.appendChild(made)
  }

  function groupOf (name) {
    var input = named(name)[0]
    return input && input.closest('.govuk-form-group')
  }

  function named (name) {
    return form.querySelectorAll('[name="' + CSS.escape(name) + '"]')
  }

  // Somebody else saved the row first: both texts, side by side, and two buttons.
  function showClash (clash) {
    var old = undecided[clash.row]
    if (old) old.box.remove()
    var names = Object.keys(clash.values).concat([clash.fields.version, clash.fields.opened])
    var box = element('div', 'conflict', '')
    box.setAttribute('role', 'alert')
    box.appendChild(element('h2', 'govuk-heading-m', 'Someone else saved this while you were writing'))
    box.appendChild(element('p', 'govuk-body', 'Their words are saved. Yours are kept in the form. Choose which to keep.'))
    clash.rows.forEach(function (row) {
      box.appendChild(element('h3', 'govuk-heading-s', row.label))
      var pair = element('div', 'side-by-side', '')
      ;[['Saved by someone else', row.theirs], ['Yours', row.yours]].forEach(function (side) {
        var part = document.createElement('div')
        part.appendChild(element('p', 'govuk-body-s', side[0]))
        part.appendChild(element('p', 'govuk-body own-words keep-lines', side[1]))
        pair.appendChild(part)
      })
      box.appendChild(pair)
    })
    var buttons = element('div', 'govuk-button-group', '')
    buttons.appendChild(button('Keep mine', function () { decide(clash, false) }))
    buttons.appendChild(button('Take theirs', function () { decide(clash, true) }))
    box.appendChild(buttons)
    var group = groupOf(names[0])
    ;(group ? group.parentNode : form).insertBefore(box, group || form.firstChild)
    undecided[clash.row] = { names: names, box: box }
  }

  function decide (clash, theirs) {
    undecided[clash.row].box.remove()
    delete undecided[clash.row]
    form.elements[clash.fields.version].value = clash.version
    form.elements[clash.fields.opened].value = clash.opened
    if (theirs) Object.keys(clash.values).forEach(function (name) { put(name, clash.values[name]) })
    dirty = true
    later(0)
    var first = named(Object.keys(clash.values)[0])[0]
    if (first) first.focus()
  }

  function put (name, value) {
    named(name).forEach(function (input) {
      if (input.type === 'radio') input.checked = input.value === value
      else if (input.type === 'checkbox') input.checked = value === true || (Array.isArray(value) && value.indexOf(input.value) !== -1)
      else input.value = value === false ? '' : value
      input.dispatchEvent(new Event('input', { bubbles: true }))
      if (input.checked) input.dispatchEvent(new Event('change', { bubbles: true }))
    })
  }

  function element (name, className, words) {
    var made = document.createElement(name)
    made.className = className
    made.textContent = words
    return made
  }

  function button (words, act) {
    var made = element('button', 'govuk-button govuk-button--secondary', words)
    made.type = 'button'
    made.addEventListener('click', act)
    return made
  }

  // The session ended while somebody was writing: the form waits, hidden, until the same person is back. It is hidden
  // once they pause: keys that are being pressed must not fall beside it.
  function signedOut () {
    halted = true
    window.clearTimeout(hiding)
    var quiet = Date.now() - lastTyped
    if (!form.hidden && quiet < AFTER_TYPING) {
      say('Your session has ended. Pause, and sign in: your words are kept.', 'bad')
      hiding = window.setTimeout(signedOut, AFTER_TYPING - quiet)
      return
    }
    form.hidden = true
    panel.hidden = false
    panel.querySelector('h2').focus()
  }

  function back (token) {
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach(function (input) { input.value = token })
    window.clearTimeout(hiding)
    panel.hidden = true
    form.hidden = false
    halted = false
    failures = 0
    if (unanswered) unanswered.set('csrfmiddlewaretoken', token)
    save()
  }

  // Another person: the page forgets every word before it shows them anything.
  function clear () {
    halted = true
    leaving = true
    form.remove()
    document.querySelectorAll('.conflict, .own-words').forEach(function (part) { part.remove() })
    window.location.replace('/')
  }

  function renew (fault) {
    return fetch(panel.querySelector('[data-signed-in-elsewhere]').dataset.signedInElsewhere, {
      headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store'
    }).then(function (answer) { return answer.json() }).then(function (told) {
      if (told.whose === whose) return back(told.token)
      if (told.whose) return clear()
      signedOut()
      fresh(told.token)
      if (fault) complain(fault)
    })
  }

  function fresh (token) {
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach(function (input) { input.value = token })
  }

  function complain (words) {
    var place = panel.querySelector('[data-sign-in-fault]')
    place.textContent = words
    place.hidden = !words
  }

  panel.querySelector('[data-signed-in-elsewhere]').addEventListener('click', function () {
    renew('You are not signed in yet.').catch(function () { complain('There is no connection. Try again.') })
  })

  var signIn = panel.querySelector('[data-sign-in]')
  if (signIn) {
    signIn.addEventListener('submit', function (event) {
      event.preventDefault()
      complain('')
      var data = new URLSearchParams(new FormData(signIn))
      data.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
      fetch(signIn.dataset.signIn, {
        method: 'POST', body: data, credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' }
      }).then(function (answer) {
        signIn.elements.password.value = ''
        if (answer.status === 429) return complain('Too many attempts. Wait a few minutes and try again.')
        return renew(answer.ok ? 'You are not signed in yet.' : 'The password is not right. Try again.')
      }).catch(function () { complain('There is no connection. Try again.') })
    })
  }

  form.addEventListener('input', touched)
  form.addEventListener('change', touched)

  // The buttons of the page wait for a save that is on its way, so that nobody clashes with themselves.
  form.addEventListener('submit', function (event) {
    window.clearTimeout(timer)
    if (running) {
      event.preventDefault()
      var pressed = event.submitter
      running.then(function () { window.setTimeout(function () { form.requestSubmit(pressed || undefined) }, 0) })
      return
    }
    leaving = true
    halted = true
  })

  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden' && dirty) save()
  })

  window.addEventListener('beforeunload', function (event) {
    if (!leaving && (dirty || running || unanswered || Object.keys(undecided).length)) event.preventDefault()
  })
})()
