"""The administrator's page of the domains that links may be sent to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.directory import mail_domains
from agencies.models import MailDomain
from agencies.people.forms import MailDomainForm
from agencies.person_request import PersonRequest
from agencies.queries import domains_listed
from audit_project.saving import done, posted


def domains(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = MailDomainForm(posted(request))
    if done(form, lambda: mail_domains.add_domain(by=person, now=timezone.now(), **form.said)):
        messages.success(request, "The domain is on the list.")
        return redirect("mail_domains")
    return render(request, "agencies/mail_domains.html", {"form": form, "rows": domains_listed(MailDomain, person)})


def domain_remove(request: PersonRequest, domain: MailDomain) -> HttpResponse:
    mail_domains.remove_domain(domain, by=request.user, now=timezone.now())
    messages.success(request, "The domain is off the list. Links that were sent before stay until they are revoked.")
    return redirect("mail_domains")
