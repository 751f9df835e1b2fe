"""Addresses of the returns: the list of an audit, one return and its short pages, handing it in and taking it."""

from functools import partial

from audit_project.pages import BOTH, POST, page
from audits.returns import rules, views
from audits.returns.child import key_views, own_reference_views
from audits.returns.filling_in import answer_views, finding_views, keep_views, sibling_views
from audits.returns.handing_in import views as handing_views
from audits.returns.links import views as link_views
from audits.returns.mine import views as mine_views
from audits.returns.models import AgencyReturn, Finding
from audits.returns.open_models import FindingDraft, ReturnLink
from audits.returns.preview import views as preview_views
from audits.returns.reading import WITH_GRADE
from audits.returns.steps import views as step_views
from audits.returns.steps.models import AgencyStep
from audits.returns.word import views as word_views
from audits.scope.addresses import AUDIT, of_audit
from audits.tools import rules as tool_rules
from audits.tools.models import AuditTool

ALL = f"{AUDIT}returns/"
ONE = f"{ALL}<uuid:uid>/"
RELATED = ("audit", "case", "agency__parent", "involvement__auditor", "involvement__answer")
THROUGH_RETURN = {"reference": "agency_return__audit__reference", "uid": "agency_return__uid"}
READ, OWN = rules.check_can_read, rules.check_can_change
of_returns = partial(of_audit, under=ALL)
of_return = partial(
    page, under=ONE, of=AgencyReturn, by={"reference": "audit__reference", "uid": "uid"}, related=RELATED
)
own = partial(of_return, rule=OWN)
of_word = partial(of_return, under=f"{ONE}word/", related=(*RELATED, "audit__tool", *WITH_GRADE))
of_own_reference = partial(
    of_return, under=f"{ONE}own-reference/", rule=rules.check_can_open_key, secret=True,
    related=(*RELATED, "involvement__case__audit", "involvement__agency"),
)  # fmt: skip
through_return = partial(page, related=tuple(f"agency_return__{name}" for name in RELATED))
own_finding = partial(
    through_return, under=f"{ONE}findings/<uuid:finding>/", of=Finding, rule=rules.check_can_change_finding,
    by={"reference": "audit__reference", "uid": "agency_return__uid", "finding": "uid"},
)  # fmt: skip
own_step = partial(
    through_return, under=f"{ONE}recommendations/<uuid:step>/", of=AgencyStep, rule=rules.check_can_change_step,
    by={"reference": "audit__reference", "uid": "agency_return__uid", "step": "uid"},
)  # fmt: skip
own_draft = partial(
    through_return, under=f"{ONE}findings/begun/<uuid:draft>/", of=FindingDraft, rule=rules.check_can_change_draft,
    by={**THROUGH_RETURN, "draft": "uid"},
)  # fmt: skip

urlpatterns = [
    page("returns/", mine_views.mine, "my_returns", rule=rules.check_is_an_auditor),
    page(
        "tools/<slug:code>/<int:edition>/preview/", preview_views.tool_preview, "tool_preview", of=AuditTool,
        by={"code": "code", "edition": "edition"}, rule=tool_rules.check_can_read,
    ),
    of_returns("", views.returns, "returns", rule=rules.check_can_list),
    of_returns("open/", views.open_due, "returns_open", POST, rule=rules.check_can_open),
    of_returns("accept/", handing_views.accept_all, "returns_accept", POST, rule=rules.check_can_accept_all),
    of_return("", views.one, "return", rule=READ, related=(*RELATED, *WITH_GRADE)),
    of_return("key/", key_views.return_key, "return_key", BOTH, rule=rules.check_can_open_key, secret=True),
    of_own_reference("", own_reference_views.return_own_reference, "return_own_reference", BOTH),
    of_own_reference("keep/", own_reference_views.return_own_reference_keep, "return_own_reference_keep", BOTH),
    of_own_reference("remove/", own_reference_views.return_own_reference_remove, "return_own_reference_remove", POST),
    own("records/", answer_views.records, "return_records", BOTH),
    own("questions/list/", answer_views.question_list, "return_question_list"),
    own("questions/<int:part>/", answer_views.questions, "return_questions", BOTH),
    own("findings/", finding_views.findings, "return_findings"),
    own("findings/add/", finding_views.add, "finding_add", BOTH),
    own_finding("", finding_views.edit, "finding_edit", BOTH),
    own_finding("remove/", finding_views.remove, "finding_remove", BOTH),
    own_finding("move/", finding_views.move, "finding_move", POST),
    own("recommendations/", step_views.steps, "return_steps"),
    own("recommendations/add/", step_views.add, "step_add", BOTH),
    own_step("", step_views.edit, "step_edit", BOTH),
    own_step("remove/", step_views.remove, "step_remove", BOTH),
    own("voices/", answer_views.voices, "return_voices", BOTH, related=(*RELATED, "case__family_contact__decided_by")),
    own("grade/", answer_views.grade, "return_grade", BOTH),
    of_return("concern/", views.raise_concern, "return_concern", BOTH, rule=READ),
    own("keep/", keep_views.keep, "return_keep", POST),
    own_draft("", finding_views.begun, "finding_begun", BOTH),
    own_draft("remove/", finding_views.begun_remove, "finding_begun_remove", POST),
    own("check/", handing_views.check, "return_check", BOTH, related=(*RELATED, *WITH_GRADE)),
    own("nothing/", handing_views.nothing, "return_nothing", BOTH),
    of_return("send-back/", handing_views.send_back, "return_send_back", BOTH, rule=rules.check_can_send_back),
    of_return("accept/", handing_views.accept, "return_accept", POST, rule=rules.check_can_take),
    own("siblings/<int:part>/", sibling_views.siblings, "return_siblings", BOTH),
    of_word("form/", word_views.form, "word_form", rule=READ),
    of_word("copy/", word_views.copy, "word_copy", rule=READ),
    of_word("", word_views.back, "word_back", BOTH, rule=OWN),
    of_word("save/", word_views.save, "word_save", POST, rule=OWN),
    page("r/<slug:token>/", link_views.open_link, "open_link", BOTH, public=True, guests=True, secret=True),
    of_return("links/", link_views.sent_links, "return_links", BOTH, rule=rules.check_can_manage_links, secret=True),
    through_return(
        "links/<uuid:link>/revoke/", link_views.revoke, "return_link_revoke", POST, under=ONE, of=ReturnLink,
        by={**THROUGH_RETURN, "link": "uid"}, rule=rules.check_can_revoke_link,
    ),
]  # fmt: skip
