"""Words in Settings: added, renamed, moved, retired and removed."""

from browsing import words

from graphcrm.pipeline.opportunities.reads import get_opportunity


def test_words_are_added_renamed_moved_retired_and_removed(settings):
    """By one form each; what deals have stays."""
    settings.apply(settings.post("/settings/words/roles", {"name": "Legal counsel"}))
    assert settings.process.roles[-1].key == "legal-counsel"
    settings.post("/settings/words/roles/order", {"move": "legal-counsel:up"}, 302)
    assert settings.process.roles[-2].key == "legal-counsel"
    preview = settings.post(
        "/settings/words/roles/legal-counsel", {"name": "Lawyer", "authority": "y"}
    )
    settings.apply(preview)
    assert settings.process.roles[-2].authority
    reason = settings.process.loss_reasons[0].key
    settings.apply(settings.post(f"/settings/words/loss_reasons/{reason}", {"do": "retire"}))
    assert settings.process.loss_reasons[0].retired
    settings.apply(settings.post(f"/settings/words/loss_reasons/{reason}", {"do": "revive"}))
    settings.apply(settings.post(f"/settings/words/loss_reasons/{reason}", {"do": "remove"}))
    assert settings.process.loss_reasons[0].key != reason
    code = {"name": "Icelandic krona", "key": "isk"}
    settings.apply(settings.post("/settings/words/currencies", code))
    assert settings.process.currencies[-1].key == "ISK"
    keys = [one.key for one in settings.process.sources]
    settings.post("/settings/words/sources/order", {"order": keys[::-1]}, 302)
    assert [one.key for one in settings.process.sources] == keys[::-1]
    assert "Icelandic krona" in words(settings.browser.get("/settings/words"))
    settings.post("/settings/words/spells", {"name": "Abracadabra"}, 404)
    settings.post("/settings/words/roles/legal-counsel", {"name": ""}, 422)


def test_words_have_what_they_mean_ticked(settings):
    """A loss reason that stands for what imports do not say, a part that says nothing."""
    reason = settings.process.loss_reasons[0].key
    only = {"name": "No decision", "for_imports": "y"}
    settings.apply(settings.post(f"/settings/words/loss_reasons/{reason}", only))
    assert settings.process.loss_reasons[0].for_imports
    assert "For imports alone" in words(settings.browser.get("/settings/words"))
    both = {"name": "Contact", "neutral": "y", "authority": "y"}
    answer = settings.post("/settings/words/roles/contact", both, 422)
    assert "cannot have authority as well" in words(answer)


def test_a_word_that_deals_have_is_not_removed(settings):
    """The preview says so, and has no button."""
    uid = settings.open("Yard", "lead")
    source = get_opportunity(settings.admin, uid).values["source"]
    preview = settings.post(f"/settings/words/sources/{source}", {"do": "remove"})
    assert "1 deal is still in" in words(preview)
    assert "Apply" not in words(preview)
