// Says quietly, under a text that somebody has just written, what it may hold. It stops and keeps nothing, and without it
// the same line stands on the page that follows the save.
(function () {
  'use strict'

  var address = document.currentScript.dataset.words
  if (!address || !window.fetch || !window.URLSearchParams) return

  document.addEventListener('change', function (event) {
    var field = event.target
    if (!field.matches('textarea[data-look]') || field.closest('form[data-keep]')) return
    look(field)
  })

  function look (field) {
    var asked = field.value
    var token = field.form && field.form.elements.csrfmiddlewaretoken
    if (!asked.trim() || !token) return show(field, [])
    var body = new URLSearchParams({ text: asked, csrfmiddlewaretoken: token.value })
    var headers = { 'X-Requested-With': 'XMLHttpRequest' }
    window.fetch(address, { method: 'POST', body: body, headers: headers, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.json() : { hints: [] } })
      .then(function (told) { if (field.value === asked) show(field, told.hints) })
      .catch(function () { show(field, []) }) // no line: the list before the next step says it
  }

  function show (field, hints) {
    var group = field.closest('.govuk-form-group')
    var note = group.querySelector('[data-look-note]')
    if (!note) {
      note = document.createElement('p')
      note.dataset.lookNote = ''
      note.setAttribute('role', 'status')
      group.appendChild(note)
    }
    note.className = hints.length ? 'keep-note keep-note--quiet' : ''
    note.textContent = hints.join(' ')
  }
})()
