// Rows that change places are dragged by a grip: the row goes to the place it is dropped at, by the form of its buttons.
// The buttons remain the way for a keyboard, a finger and a page without script. Rows stay among those of their own list.
(function () {
  'use strict'
  if (!window.matchMedia('(pointer: fine)').matches) return

  function rowsOf (list) {
    return Array.prototype.filter.call(list.children, function (one) { return one.hasAttribute('data-drag-row') })
  }

  // The form that moves the row itself, not one of those inside it.
  function formOf (row) {
    return Array.prototype.find.call(row.querySelectorAll('form.tool-move'), function (form) {
      return form.closest('[data-drag-row]') === row
    })
  }

  function leave (list) {
    rowsOf(list).forEach(function (row) { row.classList.remove('is-over', 'is-dragged') })
  }

  function send (row, place) {
    var form = formOf(row)
    var to = document.createElement('input')
    to.type = 'hidden'
    to.name = 'to'
    to.value = String(place)
    form.appendChild(to)
    form.requestSubmit()
  }

  document.querySelectorAll('[data-drag-rows]').forEach(function (list) {
    var dragged = null
    rowsOf(list).forEach(function (row) {
      var form = formOf(row)
      if (!form) return
      var grip = document.createElement('span')
      grip.className = 'drag-grip'
      grip.draggable = true
      grip.textContent = '\u2059 Drag'
      grip.setAttribute('aria-hidden', 'true')
      form.appendChild(grip)

      grip.addEventListener('dragstart', function (event) {
        dragged = row
        row.classList.add('is-dragged')
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', '') // some browsers drag nothing without; no words leave the page
        event.dataTransfer.setDragImage(row, 0, 0)
      })
      grip.addEventListener('dragend', function () { dragged = null; leave(list) })
      row.addEventListener('dragover', function (event) {
        if (!dragged || dragged === row) return
        event.preventDefault()
        row.classList.add('is-over')
      })
      row.addEventListener('dragleave', function (event) {
        if (!row.contains(event.relatedTarget)) row.classList.remove('is-over')
      })
      row.addEventListener('drop', function (event) {
        if (!dragged || dragged === row) return
        event.preventDefault()
        send(dragged, rowsOf(list).indexOf(row) + 1)
        leave(list)
      })
    })
  })
})()
