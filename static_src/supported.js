// Says that scripts run, before the page is drawn, so that nothing flickers. Without it every form still works.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
