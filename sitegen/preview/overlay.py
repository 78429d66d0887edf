"""What is wrong, laid over the page it is wrong in: plain HTML with a style of its own, readable whatever the page looks like."""

from __future__ import annotations

from html import escape

from sitegen.errors import N_, Problem, Translate

HEAD = N_("This page cannot be shown as it is written")
NOTE = N_("Something on this page can be better")
LAST = N_("The page itself is shown as it was before.")
CLOSE = N_("Close")
GONE = N_("There is no page at this address.")

_STYLE = """
#sitegen-problems{all:initial;position:fixed;inset:auto 0 0 0;z-index:2147483647;box-sizing:border-box;max-height:60vh;overflow:auto;
padding:1rem 1.25rem;border-top:4px solid #b3261e;background:#fff8f7;color:#1f1a1a;font:16px/1.5 system-ui,sans-serif;color-scheme:light}
#sitegen-problems.note{border-color:#8a6100;background:#fffaf0}
#sitegen-problems *{all:revert;color:inherit;font-family:inherit}
#sitegen-problems h2{margin:0 3rem .25rem 0;font-size:1.1rem}
#sitegen-problems p,#sitegen-problems ul{margin:.25rem 0;padding:0;list-style:none}
#sitegen-problems li{margin:.75rem 0}
#sitegen-problems code{font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
#sitegen-problems pre{margin:.25rem 0;padding:.25rem .5rem;border-left:3px solid;white-space:pre-wrap;overflow-wrap:anywhere;
font:14px/1.5 ui-monospace,monospace}
#sitegen-problems button{position:absolute;top:.75rem;right:1rem;min-width:2.75rem;min-height:2.75rem;border:1px solid;border-radius:4px;
background:none;font-size:1rem;cursor:pointer}
#sitegen-problems button:focus-visible{outline:3px solid;outline-offset:2px}
@media (prefers-color-scheme:dark){#sitegen-problems{border-color:#ffb4ab;background:#2b1512;color:#fbeae8;color-scheme:dark}
#sitegen-problems.note{border-color:#e9c16c;background:#241c0c}}
@media print{#sitegen-problems{display:none}}
"""


def overlay(problems: tuple[Problem, ...], _: Translate, *, is_last: bool = False) -> str:
    """The problems as HTML to stand before the end of a page; empty where there are none. `is_last`: the page is an older one."""
    if not problems:
        return ""
    is_error = any(problem.kind.severity == "error" for problem in problems)
    head = f"<h2>{escape(_(HEAD if is_error else NOTE))}</h2>" + (f"<p>{escape(_(LAST))}</p>" if is_last else "")
    items = "".join(f"<li>{_item(problem, _)}</li>" for problem in dict.fromkeys(problems))
    kind = 'role="alert"' if is_error else 'role="status" class="note"'
    close = f'<button type="button" onclick="this.parentNode.remove()" aria-label="{escape(_(CLOSE))}">✕</button>'
    return f'<style>{_STYLE}</style><section id="sitegen-problems" {kind}>{head}<ul>{items}</ul>{close}</section>'


def alone(body: str, title: str, language: str) -> str:
    """A page that has nothing but what is laid over it."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>:root{{font:16px/1.5 system-ui,sans-serif;color-scheme:light dark}}</style>"
        f"</head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )


def _item(problem: Problem, _: Translate) -> str:
    message, hint = problem.words(_)
    excerpt = f"<pre>{escape(problem.excerpt[:400])}</pre>" if problem.excerpt else ""
    return f"<code>{escape(str(problem.place))}</code><p><strong>{escape(message)}</strong></p>{excerpt}<p>→ {escape(hint)}</p>"
