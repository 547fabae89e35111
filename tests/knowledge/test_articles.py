from __future__ import annotations

from datetime import date

import pytest

from knowledge.articles import ArticleError, load_articles, read_article
from knowledge.audience import Audience, Profile


def test_an_article_is_read_field_by_field(write):
    path = write(
        "walking",
        "## Start small\nWalk **a little** [who-2023]. See [the site](https://example.org/x).\n\n"
        "## Hills {from_week=6 birth=caesarean cautions=prolapse,leaking}\nLater.\n",
        title="'Walking: how'",
        stage="{from_week: 2, to_week: 26}",
        cautions="[bone]",
        asks=("how far",),
    )
    article = read_article(path)
    assert (article.topic, article.group, article.slug) == ("walking", "activity", "walking")
    assert article.title == "Walking: how"
    assert article.last_reviewed == date(2026, 11, 22)
    assert article.asks == ("how far",)
    start, hills = article.sections
    assert start.heading == "Start small"
    assert start.text == "Walk a little. See the site."
    assert start.cited == ("who-2023",)
    assert start.audience == Audience(2, 26, cautions=frozenset({"bone"}))
    assert hills.audience == Audience(
        6, 26, frozenset({"caesarean"}), frozenset({"bone", "prolapse", "leaking"})
    )


def test_a_source_links_by_doi_first(write):
    path = write()
    path.write_text(path.read_text().replace("url:", "doi: 10.1000/x, url:"), encoding="utf-8")
    (source,) = read_article(path).sources
    assert source.link == "https://doi.org/10.1000/x"
    assert source.citation == "A guideline (2023)"


def test_a_page_without_a_date_has_no_year(write):
    path = write()
    path.write_text(path.read_text().replace("year: 2023", "year: null"), encoding="utf-8")
    (source,) = read_article(path).sources
    assert (source.year, source.citation) == (None, "A guideline")


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("---\ntopic", "topic", 1, "begins with"),
        ("\n---\n\n##", "\n\n##", 1, "no closing"),
        ("title: A title", "title: A: title", 3, "not YAML"),
        ("title: A title", "title: [A]", 3, "title is not a text"),
        ("title: A title\n", "", 2, "no title"),
        ("title: A title", "titel: B\ntitle: A", 3, "no field"),
        ("evidence: low", "evidence: weak", 7, "not one of"),
        ("last_reviewed: 2026-11-22", "last_reviewed: soon", 10, "not a date"),
        ("{from_week: 0, to_week: null}", "0-12", 4, "stage"),
        ("{from_week: 0, to_week: null}", "{from_week: 9, to_week: 2}", 4, "before from_week"),
        ("{from_week: 0, to_week: null}", "{from_week: -1, to_week: 2}", 4, "before the birth"),
        ("birth: any", "birth: [water]", 5, "birth"),
        ("cautions: []", "cautions: prolapse", 6, "list of texts"),
        ("year: 2023", "year: soon", 8, "needs a title, and a year"),
        ("id: who-2023", "id: WHO 2023", 8, "not like"),
        ("## Start", "### Start", 19, "before the first"),
        ("## Start\nWalk a little [who-2023].", "", 18, "no passage"),
        ("Walk a little [who-2023].", "", 19, "heading and a text"),
        ("## Start", "## Start {week=3}", 19, "no mark"),
        ("## Start", "## Start {from_week=x}", 19, "whole weeks"),
        ("## Start", "## Start {birth=water}", 19, "nobody can see"),
    ],
)
def test_a_broken_article_says_where_and_why(write, old, new, line, what):
    path = write()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ArticleError) as error:
        read_article(path)
    assert error.value.line == line
    assert what in str(error.value)
    assert str(path) in str(error.value)


def test_an_article_that_is_not_text_says_so(write):
    path = write()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ArticleError, match="UTF-8"):
        read_article(path)


def test_the_articles_that_ship_can_be_read():
    articles = load_articles()
    assert len(articles) >= 110
    assert sum(len(article.sections) for article in articles) >= 450
    assert len({article.group for article in articles}) == 7


def test_after_a_loss_no_passage_speaks_of_a_baby() -> None:
    bereaved = Profile(cautions=frozenset({"loss"}))
    shown = [
        f"{article.title} {section.heading} {section.text}".lower()
        for article in load_articles()
        if article.topic != "loss-of-a-baby"
        for section in article.sections
        if section.audience.suits(bereaved)
    ]
    assert shown, "her own body still has its passages"
    for text in shown:
        for word in ("baby", "babies", "newborn", "feed", "cot ", "nappy", "pram"):
            assert word not in text, text
