// Findings that say the same are put together by dragging one onto another: both are ticked, as a person ticks them.
// The ticks remain the way for a keyboard, a finger and a page without script.
(function () {
  'use strict'

  document.querySelectorAll('[data-drag-together]').forEach(function (list) {
    var items = list.querySelectorAll('[data-kind]')
    if (items.length < 2) return
    var dragged = null
    var said = document.createElement('p')
    said.className = 'govuk-body'
    said.setAttribute('role', 'status')
    var hint = document.createElement('p')
    hint.className = 'govuk-hint'
    hint.textContent = list.dataset.dragTogether
    list.parentNode.insertBefore(hint, list)
    list.parentNode.insertBefore(said, list.nextSibling)

    function box (item) { return item.querySelector('input[type=checkbox]') }
    function ticked () { return list.querySelectorAll('input[type=checkbox]:checked').length }
    function tick (item) {
      if (box(item).checked) return
      box(item).checked = true
      box(item).dispatchEvent(new Event('change', { bubbles: true }))
    }
    function leave () {
      items.forEach(function (item) { item.classList.remove('is-over', 'is-dragged') })
    }

    items.forEach(function (item) {
      item.draggable = true
      item.classList.add('is-draggable')
      item.addEventListener('dragstart', function (event) {
        dragged = item
        item.classList.add('is-dragged')
        event.dataTransfer.effectAllowed = 'link'
        event.dataTransfer.setData('text/plain', '') // some browsers drag nothing without; no words leave the page
      })
      item.addEventListener('dragend', function () { dragged = null; leave() })
      item.addEventListener('dragover', function (event) {
        if (!dragged || dragged === item) return
        event.preventDefault()
        item.classList.add('is-over')
      })
      item.addEventListener('dragleave', function () { item.classList.remove('is-over') })
      item.addEventListener('drop', function (event) {
        event.preventDefault()
        if (!dragged || dragged === item) return
        if (dragged.dataset.kind !== item.dataset.kind) {
          said.textContent = 'Good practice and areas for development are not put together.'
        } else {
          tick(item)
          tick(dragged)
          item.after(dragged)
          said.textContent = ticked() + ' findings are ticked. Write the finding in one statement below.'
        }
        leave()
      })
    })
  })
})()
