// The little script of our own. Every page works without it.
(function () {
  'use strict'

  window.GOVUKFrontend.initAll()

  // A question that is asked only after certain answers: data-reveal-by names the other question,
  // data-reveal-when lists the answers (space separated). One in which something is written stays.
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
        var written = Array.prototype.some.call(part.querySelectorAll('textarea'), function (area) { return area.value.trim() })
        part.hidden = !shown && !written && !part.querySelector('.govuk-error-message')
      }
      inputs.forEach(function (input) { input.addEventListener('change', set) })
      set()
    })
  }
  reveal(document)

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false
    button.addEventListener('click', function () { window.print() })
  })
})()
