"""What a message means: screened, extracted, understood, answered."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from backstay import parts
from backstay.failure import Failure
from backstay.lines import answer_lines

Text = Annotated[str | None, typer.Argument(help="A message; without it, JSON lines on stdin.")]
Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]


def register(app: typer.Typer) -> None:
    for command in (screen, extract, understand, ask):
        app.command()(command)
    knowledge = typer.Typer(help="The knowledge base.", no_args_is_help=True)
    knowledge.command()(build)
    knowledge.command()(check)
    app.add_typer(knowledge, name="knowledge")


def screen(text: Text = None, as_json: Json = False) -> None:
    """The safety screen: tier, flags, the words that raised them, and why."""
    screening = parts.open_screen(parts.settings(), rules_may_do=True)

    def show(result: dict[str, Any]) -> None:
        print(f"{result['tier']}: {', '.join(result['flags']) or 'no flags'}")
        for item in result["evidence"]:
            why = f'resembles "{item["like"]}"' if item["like"] else f"rule {item['rule']}"
            print(f'  {item["flag"]} ({item["tier"]}): "{item["text"]}" [{why}]')
        for item in result["overruled"]:
            print(f'  overruled, reads as harmless: "{item["text"]}" [rule {item["rule"]}]')

    answer_lines(text, {}, lambda call: screening(call["text"]).to_dict(), show, as_json=as_json)


def extract(
    text: Text = None,
    asked: Annotated[str | None, typer.Option(help="The measure that was asked for.")] = None,
    as_json: Json = False,
) -> None:
    """The values in a message, with the words they came from."""
    from bot.capture.values import Measure
    from bot.capture.values import extract as extract_values

    measures = get_args(Measure)
    if asked is not None and asked not in measures:
        raise Failure(f"{asked!r} is not a measure; one of: {', '.join(measures)}.")

    def answer(call: dict[str, Any]) -> dict[str, Any]:
        about = call.get("asked")
        if about is not None and about not in measures:
            raise ValueError(f'"asked" must be one of: {", ".join(measures)}')
        return extract_values(call["text"], about).to_dict()

    def show(result: dict[str, Any]) -> None:
        if not result["spans"]:
            print("no values")
        for span in result["spans"]:
            print(f'{span["measure"]} = {span["value"]}  from "{span["text"]}" [{span["rule"]}]')

    answer_lines(text, {"asked": asked}, answer, show, as_json=as_json)


def understand(text: Text = None, as_json: Json = False) -> None:
    """The intent that the trained model hears, and the values."""
    from bot.capture.values import extract as extract_values

    chosen = parts.settings()
    encoder = parts.open_encoder(chosen)
    head = parts.open_intent_head(chosen, encoder)

    def answer(call: dict[str, Any]) -> dict[str, Any]:
        words = call["text"]
        intent, confidence = head.rank(encoder.encode([words]), [words])[0][0]
        values = extract_values(words, call.get("asked")).to_dict()["values"]
        return {"intent": intent, "confidence": round(float(confidence), 4), "values": values}

    def show(result: dict[str, Any]) -> None:
        print(f"{result['intent']} ({result['confidence']:.2f})  {result['values'] or ''}")

    answer_lines(text, {}, answer, show, as_json=as_json)


def ask(
    text: Text = None,
    top: Annotated[int, typer.Option(min=1, max=5, help="How many passages.")] = 5,
    weeks: Annotated[int | None, typer.Option(min=0, help="Weeks since the birth.")] = None,
    birth: Annotated[str | None, typer.Option(help="vaginal or caesarean")] = None,
    as_json: Json = False,
) -> None:
    """Guidance from the reviewed articles, or that there is none."""
    from knowledge.audience import Profile

    chosen = parts.settings()
    library = parts.open_library(chosen, parts.open_encoder(chosen))

    def answer(call: dict[str, Any]) -> dict[str, Any]:
        profile = _profile(Profile, call.get("profile") or {})
        found = library.search(call["text"], profile, top)
        return {
            "answered": found.answered,
            "confidence": round(found.confidence, 4),
            "passages": [asdict(passage) for passage in found.passages],
            "reason": found.reason,
        }

    def show(result: dict[str, Any]) -> None:
        if not result["answered"]:
            print("I don't have a reviewed answer to that.")
        for passage in result["passages"]:
            print(f"{passage['title']}: {passage['heading']}\n{passage['text']}")
            print(f"Source: {passage['source']} {passage['url']}\n")

    if birth not in (None, "vaginal", "caesarean"):
        raise Failure("--birth is vaginal or caesarean.")
    profile = {"weeks": weeks, "birth": birth}
    answer_lines(text, {"profile": profile}, answer, show, as_json=as_json)


def _profile(kind: Any, told_profile: Any) -> Any:
    if not isinstance(told_profile, dict):
        raise ValueError('"profile" is an object with "weeks" and "birth"')
    weeks, birth = told_profile.get("weeks"), told_profile.get("birth")
    cautions = told_profile.get("cautions") or []
    if weeks is not None and (isinstance(weeks, bool) or not isinstance(weeks, int) or weeks < 0):
        raise ValueError('"weeks" is a whole number of weeks since the birth')
    if birth not in (None, "vaginal", "caesarean"):
        raise ValueError('"birth" is "vaginal" or "caesarean"')
    if not isinstance(cautions, list) or not all(isinstance(c, str) for c in cautions):
        raise ValueError('"cautions" is a list of words')
    return kind(weeks=weeks, birth=birth, cautions=frozenset(cautions))


def build() -> None:
    """Index the articles, if they or the encoder have changed."""
    from backstay.preparation import prepare_knowledge

    prepare_knowledge(parts.settings())


def check(
    folder: Annotated[Path | None, typer.Argument(help="Another folder of articles.")] = None,
) -> None:
    """Check articles, questions and safety rules: form, sources, length, reading age, dates."""
    from knowledge.articles import ARTICLES
    from knowledge.check import check as check_articles
    from knowledge.check_questions import check_questions
    from knowledge.questions import QUESTIONS
    from policies.monitoring.escalation_steps import check as check_escalation
    from policies.motivation.check import check as check_messages
    from policies.safety.check import check as check_rules

    problems = check_articles(folder or ARTICLES, date.today())
    if folder is None:
        problems += check_questions(QUESTIONS)
    lines = [str(problem) for problem in problems if problem.level == "error"]
    warnings = [str(problem) for problem in problems if problem.level == "warning"]
    if folder is None:
        lines += check_rules(today=date.today()) + check_messages() + check_escalation()
    print("\n".join(warnings + lines))
    if lines:
        raise Failure(f"{len(lines)} problem(s) in the clinical content.")
    print(f"The clinical content is in order ({len(warnings)} warnings).")
