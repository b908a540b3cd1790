"""Pictures of a map's canvas, and of what language the page speaks."""

import io

from PIL import Image

from conftest import state
from geometry import Screen, is_near


def screen(page, stage="#stage"):
    """What is on the canvas now; overlays are hidden for the picture, so that only the canvas can answer."""
    hide = """([stage, on]) => document.querySelectorAll(stage + ' > :not(canvas)')
        .forEach((one) => { one.style.visibility = on ? 'hidden' : ''; })"""
    page.evaluate(hide, [stage, True])
    image = Image.open(io.BytesIO(page.locator(stage).screenshot()))
    page.evaluate(hide, [stage, False])
    return Screen(image, state(page)["transform"])


def changed(one, other):
    """How many pixels differ between two pictures."""
    return sum(not is_near(a, b, 25) for a, b in zip(one.colors(), other.colors()))


def untranslated(page):
    """The lines on the page that stand in the English words and have other Chinese ones."""
    return page.evaluate("""async () => {
        const { english } = await import('/assets/words/english.js');
        const { chinese } = await import('/assets/words/chinese.js');
        const foreign = new Set(Object.keys(english).filter((key) => english[key] !== chinese[key])
            .map((key) => english[key].trim()).filter((text) => /[a-z]{3}/i.test(text)));
        for (const key of Object.keys(chinese)) foreign.delete(chinese[key]);
        const main = document.querySelector('main:not([hidden])');
        const texts = [...document.querySelector('header').innerText.split('\\n'), ...main.innerText.split('\\n')];
        for (const one of main.querySelectorAll('[title], [aria-label]')) {
            texts.push(one.getAttribute('title') ?? '', one.getAttribute('aria-label') ?? '');
        }
        return [...new Set(texts.map((text) => text.trim()).filter((text) => foreign.has(text)))];
    }""")
