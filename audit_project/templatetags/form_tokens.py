"""What every form that is sent carries: the token against forgery, and the one by which it is known when sent twice.

It stands for Django's own tag of that name, so that no form can be written without the second.
"""

from __future__ import annotations

import secrets

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit_project.sent_once import FIELD, token_not_used

register = template.Library()


class FormTokens(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        against_forgery = SafeString(super().render(context))
        if not against_forgery:
            return against_forgery
        token = token_not_used(context.get("request")) or secrets.token_urlsafe(18)
        once = format_html('<input type="hidden" name="{}" value="{}">', FIELD, token)
        return SafeString(against_forgery + once)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormTokens:
    return FormTokens()
