"""Addresses of the returns: the list of an audit, one return and its short pages, handing it in and taking it."""

from functools import partial

from audit_project.pages import page
from audits.returns import rules, views
from audits.returns.child import key_views, own_reference_views
from audits.returns.filling_in import answer_views, finding_views, keep_views, sibling_views
from audits.returns.handing_in import views as handing_views
from audits.returns.links import views as link_views
from audits.returns.mine import views as mine_views
from audits.returns.models import AgencyReturn, Finding
from audits.returns.open_models import FindingDraft, ReturnLink
from audits.returns.preview import views as preview_views
from audits.returns.word import views as word_views
from audits.scope.models import Audit
from audits.tools import rules as tool_rules
from audits.tools.models import AuditTool

ALL = "audits/<reference:reference>/returns/"
ONE = f"{ALL}<uuid:uid>/"
A_FINDING = f"{ONE}findings/<uuid:finding>/"
OF_AUDIT = {"reference": "reference"}
BY = {"reference": "audit__reference", "uid": "uid"}
FINDING_BY = {"reference": "audit__reference", "uid": "agency_return__uid", "finding": "uid"}
LINK_BY = {"reference": "agency_return__audit__reference", "uid": "agency_return__uid", "link": "uid"}
DRAFT_BY = {"reference": "agency_return__audit__reference", "uid": "agency_return__uid", "draft": "uid"}
BOTH = ("GET", "POST")
POST = ("POST",)
RELATED = ("audit", "case", "agency__parent", "involvement__auditor", "involvement__answer")
WORD_RELATED = (*RELATED, "audit__tool")
FINDING_RELATED = tuple(f"agency_return__{name}" for name in RELATED)
READ = rules.check_can_read
OWN = rules.check_can_change
OWN_FINDING = rules.check_can_change_finding
OWN_DRAFT = rules.check_can_change_draft
TAKE = rules.check_can_take
BACK = rules.check_can_send_back
of_own_reference = partial(
    page,
    of=AgencyReturn,
    by=BY,
    rule=rules.check_can_open_key,
    related=(*RELATED, "involvement__case__audit", "involvement__agency"),
    secret=True,
)

urlpatterns = [
    page("returns/", mine_views.mine, "my_returns", rule=rules.check_is_an_auditor),
    page(
        "tools/<slug:code>/<int:edition>/preview/",
        preview_views.tool_preview,
        "tool_preview",
        of=AuditTool,
        by={"code": "code", "edition": "edition"},
        rule=tool_rules.check_can_read,
    ),
    page(ALL, views.returns, "returns", of=Audit, by=OF_AUDIT, rule=rules.check_can_list),
    page(f"{ALL}open/", views.open_due, "returns_open", POST, of=Audit, by=OF_AUDIT, rule=rules.check_can_open),
    page(
        f"{ALL}accept/",
        handing_views.accept_all,
        "returns_accept",
        POST,
        of=Audit,
        by=OF_AUDIT,
        rule=rules.check_can_accept_all,
    ),
    page(ONE, views.one, "return", of=AgencyReturn, by=BY, rule=rules.check_can_read, related=RELATED),
    page(
        f"{ONE}key/",
        key_views.return_key,
        "return_key",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=rules.check_can_open_key,
        related=RELATED,
        secret=True,
    ),
    of_own_reference(f"{ONE}own-reference/", own_reference_views.return_own_reference, "return_own_reference", BOTH),
    of_own_reference(
        f"{ONE}own-reference/keep/", own_reference_views.return_own_reference_keep, "return_own_reference_keep", BOTH
    ),
    of_own_reference(
        f"{ONE}own-reference/remove/",
        own_reference_views.return_own_reference_remove,
        "return_own_reference_remove",
        POST,
    ),
    page(
        f"{ONE}records/",
        answer_views.records,
        "return_records",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=OWN,
        related=RELATED,
    ),
    page(
        f"{ONE}questions/list/",
        answer_views.question_list,
        "return_question_list",
        of=AgencyReturn,
        by=BY,
        rule=OWN,
        related=RELATED,
    ),
    page(
        f"{ONE}questions/<int:part>/",
        answer_views.questions,
        "return_questions",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=OWN,
        related=RELATED,
    ),
    page(
        f"{ONE}findings/", finding_views.findings, "return_findings", of=AgencyReturn, by=BY, rule=OWN, related=RELATED
    ),
    page(
        f"{ONE}findings/add/", finding_views.add, "finding_add", BOTH, of=AgencyReturn, by=BY, rule=OWN, related=RELATED
    ),
    page(
        A_FINDING,
        finding_views.edit,
        "finding_edit",
        BOTH,
        of=Finding,
        by=FINDING_BY,
        rule=OWN_FINDING,
        related=FINDING_RELATED,
    ),
    page(
        f"{A_FINDING}remove/",
        finding_views.remove,
        "finding_remove",
        BOTH,
        of=Finding,
        by=FINDING_BY,
        rule=OWN_FINDING,
        related=FINDING_RELATED,
    ),
    page(
        f"{A_FINDING}move/",
        finding_views.move,
        "finding_move",
        POST,
        of=Finding,
        by=FINDING_BY,
        rule=OWN_FINDING,
        related=FINDING_RELATED,
    ),
    page(
        f"{ONE}voices/",
        answer_views.voices,
        "return_voices",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=OWN,
        related=(*RELATED, "case__family_contact__decided_by"),
    ),
    page(f"{ONE}grade/", answer_views.grade, "return_grade", BOTH, of=AgencyReturn, by=BY, rule=OWN, related=RELATED),
    page(
        f"{ONE}concern/",
        views.raise_concern,
        "return_concern",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=READ,
        related=RELATED,
    ),
    page(f"{ONE}keep/", keep_views.keep, "return_keep", POST, of=AgencyReturn, by=BY, rule=OWN, related=RELATED),
    page(
        f"{ONE}findings/begun/<uuid:draft>/",
        finding_views.begun,
        "finding_begun",
        BOTH,
        of=FindingDraft,
        by=DRAFT_BY,
        rule=OWN_DRAFT,
        related=FINDING_RELATED,
    ),
    page(
        f"{ONE}findings/begun/<uuid:draft>/remove/",
        finding_views.begun_remove,
        "finding_begun_remove",
        POST,
        of=FindingDraft,
        by=DRAFT_BY,
        rule=OWN_DRAFT,
        related=FINDING_RELATED,
    ),
    page(f"{ONE}check/", handing_views.check, "return_check", BOTH, of=AgencyReturn, by=BY, rule=OWN, related=RELATED),
    page(
        f"{ONE}nothing/",
        handing_views.nothing,
        "return_nothing",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=OWN,
        related=RELATED,
    ),
    page(
        f"{ONE}send-back/",
        handing_views.send_back,
        "return_send_back",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=BACK,
        related=RELATED,
    ),
    page(
        f"{ONE}accept/", handing_views.accept, "return_accept", POST, of=AgencyReturn, by=BY, rule=TAKE, related=RELATED
    ),
    page(
        f"{ONE}siblings/<int:part>/",
        sibling_views.siblings,
        "return_siblings",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=OWN,
        related=RELATED,
    ),
    page(f"{ONE}word/form/", word_views.form, "word_form", of=AgencyReturn, by=BY, rule=READ, related=WORD_RELATED),
    page(f"{ONE}word/copy/", word_views.copy, "word_copy", of=AgencyReturn, by=BY, rule=READ, related=WORD_RELATED),
    page(f"{ONE}word/", word_views.back, "word_back", BOTH, of=AgencyReturn, by=BY, rule=OWN, related=WORD_RELATED),
    page(
        f"{ONE}word/save/", word_views.save, "word_save", POST, of=AgencyReturn, by=BY, rule=OWN, related=WORD_RELATED
    ),
    page("r/<slug:token>/", link_views.open_link, "open_link", BOTH, public=True, guests=True, secret=True),
    page(
        f"{ONE}links/",
        link_views.sent_links,
        "return_links",
        BOTH,
        of=AgencyReturn,
        by=BY,
        rule=rules.check_can_manage_links,
        related=RELATED,
        secret=True,
    ),
    page(
        f"{ONE}links/<uuid:link>/revoke/",
        link_views.revoke,
        "return_link_revoke",
        POST,
        of=ReturnLink,
        by=LINK_BY,
        rule=rules.check_can_revoke_link,
        related=FINDING_RELATED,
    ),
]
