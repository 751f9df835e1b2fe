// The little script of our own. Every page works without it.
(function () {
  'use strict'

  window.GOVUKFrontend.initAll()

  // A question that is asked only after certain answers: data-reveal-by names the other question,
  // data-reveal-when lists the answers (space separated). One in which something is written or ticked stays.
  function reveal (root) {
    root.querySelectorAll('[data-reveal-by]').forEach(function (part) {
      if (part.dataset.revealReady) return
      part.dataset.revealReady = 'yes'
      var form = part.closest('form') || document
      var name = CSS.escape(part.dataset.revealBy)
      var wanted = (part.dataset.revealWhen || '').split(' ')
      var inputs = form.querySelectorAll('[name="' + name + '"]')
      function set () {
        var shown = Array.prototype.some.call(inputs, function (input) {
          var chosen = input.type === 'radio' || input.type === 'checkbox' ? input.checked : true
          return chosen && wanted.indexOf(input.value) !== -1
        })
        // An error inside must never be hidden from the link that leads to it, nor words from whoever wrote them.
        var written = Array.prototype.some.call(part.querySelectorAll('textarea, input[type="text"], input[type="checkbox"]:checked'), function (input) { return input.value.trim() })
        part.hidden = !shown && !written && !part.querySelector('.govuk-error-message')
      }
      inputs.forEach(function (input) { input.addEventListener('change', set) })
      set()
    })
  }
  reveal(document)

  // One answer for several cases: choosing it chooses the same in each; a case that then differs undoes it.
  // data-same-for names the cases' questions (space separated).
  document.querySelectorAll('[data-same-for]').forEach(function (together) {
    var names = together.dataset.sameFor.trim().split(' ')
    var radios = together.querySelectorAll('input[type=radio]')
    function inputsOf (name) { return document.querySelectorAll('input[name="' + CSS.escape(name) + '"]') }
    radios.forEach(function (chosen) {
      chosen.addEventListener('change', function () {
        if (!chosen.value) return
        names.forEach(function (name) {
          inputsOf(name).forEach(function (input) {
            if (input.value !== chosen.value || input.checked) return
            input.checked = true
            input.dispatchEvent(new Event('change', { bubbles: true }))
          })
        })
      })
    })
    names.forEach(function (name) {
      inputsOf(name).forEach(function (input) {
        input.addEventListener('change', function () {
          var differs = Array.prototype.some.call(radios, function (one) { return one.checked && one.value && one.value !== input.value })
          if (!differs) return
          radios[0].checked = true
          radios[0].dispatchEvent(new Event('change', { bubbles: true }))
        })
      })
    })
  })

  // Whoever goes back to a page gets it anew from the server, and sends the same form a second time: the history
  // remembers which form it was, so that the server knows it. Not for a page that answers a form: the browser would no
  // longer send that form when it is loaded again.
  function remember () {
    var state = window.history.state || {}
    var forms = state.once || {}
    var same = {}
    document.querySelectorAll('input[name="once"]').forEach(function (input) {
      var act = input.form.querySelector('input[name="act"]')
      var key = (input.form.getAttribute('action') || '') + ' ' + (act ? act.value : '')
      same[key] = (same[key] || 0) + 1
      key += ' ' + same[key]
      if (forms[key]) input.value = forms[key]
      else forms[key] = input.value
    })
    window.history.replaceState(Object.assign({}, state, { once: forms }), '')
  }
  if (!document.body.hasAttribute('data-answers')) remember()

  // A form goes once: a second press is let be while the answer is on its way. Where the page stays after all (a file was
  // kept, the connection broke), is changed or is come back to, its buttons work again; the server knows a form that comes twice.
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
    window.setTimeout(function () { delete form.dataset.sent }, 5000)
  })
  document.addEventListener('input', function (event) {
    if (event.target.form) delete event.target.form.dataset.sent
  })
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent })
  })

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false
    button.addEventListener('click', function () { window.print() })
  })
})()
