"""Where each hat finds its work: the menu, the account sheet and the page to land on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from feedback import clock
from feedback.formats import hat_words
from feedback.organisation import queries as organisation
from models import Role, RoleHeld

Link = tuple[str, str]  # endpoint, words

PUBLIC: tuple[Link, ...] = (
    ("plans.list_plans", lazy_pgettext("menu", "Kế hoạch")),
    ("comments.track", _l("Tra cứu ý kiến")),
    ("oversight.figures", _l("Số liệu")),
    ("home.help_page", _l("Trợ giúp")),
)
MY_COMMENTS: Link = ("comments.my_comments", _l("Ý kiến của tôi"))
QUEUE: Link = ("triage.queue", _l("Tiếp nhận"))
DESK: Link = ("responses.desk", _l("Xử lý"))
APPROVALS: Link = ("responses.approvals", _l("Phê duyệt"))
COMMITMENTS: Link = ("responses.commitments", _l("Cam kết"))
DUTIES: Link = ("duties.desk", lazy_pgettext("menu", "Nhiệm vụ"))
OBSTACLES: Link = ("obstacles.list_obstacles", lazy_pgettext("menu", "Vướng mắc"))
BOARD: Link = ("oversight.board", _l("Giám sát"))
MY_PLANS: Link = ("plans.list_own_plans", _l("Kế hoạch của đơn vị"))
PEOPLE: Link = ("accounts.people", _l("Người dùng"))
INVITATIONS: Link = ("accounts.invitations", lazy_pgettext("menu", "Mã mời"))

WORK: dict[Role, tuple[Link, ...]] = {
    Role.PARENT: (MY_COMMENTS,),
    Role.PARENTS_BOARD: (BOARD, MY_COMMENTS),
    Role.STAFF: (MY_COMMENTS, OBSTACLES, DUTIES),
    Role.OFFICER: (DESK, COMMITMENTS, DUTIES, OBSTACLES, MY_PLANS),
    Role.HEAD: (APPROVALS, DESK, COMMITMENTS, DUTIES, OBSTACLES, MY_PLANS),
    Role.MODERATOR: (QUEUE, DUTIES, OBSTACLES, MY_PLANS),
    Role.OFFICE: (QUEUE, DUTIES, OBSTACLES, MY_PLANS),
    Role.PERSONNEL: (BOARD, DUTIES, OBSTACLES),
    Role.MONITOR: (BOARD, DUTIES),
    Role.CONFIDENTIAL: (("triage.quarantine_room", _l("Bàn giao kín")),),
    Role.LEADERSHIP: (OBSTACLES, BOARD, DUTIES, APPROVALS),
    Role.ADMINISTRATOR: (
        ("organisation.list_units", lazy_pgettext("menu", "Đơn vị")),
        PEOPLE,
        ("triage.clocks", _l("Thời hạn")),
        ("triage.calendar", _l("Lịch làm việc")),
        MY_PLANS,
    ),
}
MAY_INVITE = frozenset({Role.ADMINISTRATOR, Role.HEAD, Role.MODERATOR})
MAY_SEE_PEOPLE = MAY_INVITE - {Role.ADMINISTRATOR}
FOOTER: tuple[Link, ...] = (
    ("home.rules", _l("Quy tắc công khai ý kiến")),
    ("organisation.list_units", _l("Đơn vị và lịch tiếp công dân")),
    ("triage.clocks", _l("Bảng thời hạn")),
    ("duties.list_tasks", _l("Thực hiện nhiệm vụ")),
    ("duties.list_regulations", _l("Quy chế, quy định")),
    ("home.accessibility", _l("Khả năng tiếp cận và dữ liệu cá nhân")),
)


_MAKING = re.compile(
    r"/plans/(?:new|uploads|mine|chosen-names|<plan_key>/(?:preview|publish|reissue|matching|withdraw"
    r"|discard|mottos|consultation|audience|acknowledgements|duties/remind))\b"
)


def prepare(app: Flask) -> None:
    """Give the layouts their menus."""
    app.context_processor(menus)


def landing_address() -> str:
    """The page that a person who has just signed in needs first."""
    hat = g.get("hat")
    return url_for(_work_of(hat)[0][0] if hat else "accounts.account")


def menus() -> dict[str, Any]:
    """The variables by which the layouts show where one can go."""
    hat = g.get("hat")
    return {
        "nav": _shown([*(_work_of(hat) if hat else ()), *PUBLIC]),
        "own_hats": _hats(),
        "account_menu": _shown(_account_links()) if g.get("person") else [],
        "home_url": url_for("home.front"),
        "sign_in_url": url_for("accounts.sign_in"),
        "sign_out_url": url_for("accounts.sign_out"),
        "footer_links": _shown(FOOTER),
        "contact": "",
    }


def _account_links() -> Sequence[Link]:
    hat = g.get("hat")
    links: list[Link] = [
        ("home.list_notices", _l("Thông báo")),
        ("accounts.account", _l("Tài khoản, vai trò, thiết bị")),
    ]
    if hat and MY_COMMENTS not in WORK[hat.role]:
        links.append(MY_COMMENTS)
    if hat and hat.role in MAY_INVITE:
        links.append(INVITATIONS)
    if hat and hat.role in MAY_SEE_PEOPLE:
        links.append(PEOPLE)
    return links


def _work_of(hat: RoleHeld) -> Sequence[Link]:
    """What the hat does; one who signs while the head is away finds that first."""
    work = WORK[hat.role]
    if APPROVALS in work or not organisation.may_sign_for(hat.person, hat.unit, clock.today()):
        return work
    return (APPROVALS, *work)


def _hats() -> list[dict[str, Any]]:
    """What one may change into; nothing where there is no choice."""
    worn, hats = g.get("hat"), g.get("hats", ())
    if len(hats) < 2:
        return []
    return [{"id": each.id, "label": hat_words(each), "current": each is worn} for each in hats]


def _is_of_the_makers() -> bool:
    """Whether the page is one on which plans are made, though readers' addresses lead to it, too."""
    rule = request.url_rule.rule if request.url_rule else ""
    return bool(_MAKING.match(rule))


def _shown(links: Iterable[Link]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "url": url_for(endpoint),
            "label": str(words),
            "current": False,
            "count": g.get("unread_notices", 0) if endpoint == "home.list_notices" else 0,
        }
        for endpoint, words in links
    ]
    # A page that hangs below several links belongs to the one that names most of its address.
    above = [row for row in rows if f"{request.path}/".startswith(f"{row['url'].rstrip('/')}/")]
    made = [row for row in rows if row["url"] == url_for(MY_PLANS[0])]
    if made and _is_of_the_makers():
        made[0]["current"] = True
    elif above:
        max(above, key=lambda row: len(row["url"]))["current"] = True
    return rows
