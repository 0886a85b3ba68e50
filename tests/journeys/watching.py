"""A page under watch: what the content policy stopped, what the console said, what a person could not read or hit."""

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

LISTEN = """
window.__stopped = [];
document.addEventListener('securitypolicyviolation', e => window.__stopped.push(e.violatedDirective + ' ' + e.blockedURI));
"""
SMALL_TARGETS = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]')]
  .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(e => {
    const label = e.closest('label') || (e.id && document.querySelector(`label[for="${e.id}"]`));
    const boxes = [e, ...(['checkbox', 'radio'].includes(e.type) && label ? [label] : [])].map(x => x.getBoundingClientRect());
    const width = Math.max(...boxes.map(b => b.width)), height = Math.max(...boxes.map(b => b.height));
    if (width <= 1 || height <= 1 || (width >= 23.9 && height >= 23.9)) return false;
    const around = e.parentElement.closest('p, li, td, th, dd, dt, figcaption, caption, label, span');
    return !(e.tagName === 'A' && around && around.textContent.trim().length > e.textContent.trim().length);
  })
  .map(e => e.outerHTML.slice(0, 100) + ' ' + e.getBoundingClientRect().width + 'x' + e.getBoundingClientRect().height)
"""
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
POOR_DRAWINGS = """
() => [...document.querySelectorAll('main svg[viewBox]')].filter(s => s.checkVisibility()).flatMap(svg => {
  const box = svg.viewBox.baseVal, scale = svg.getBoundingClientRect().width / box.width;
  return [...svg.querySelectorAll('text')].flatMap(text => {
    const drawn = text.getBBox(), shown = parseFloat(getComputedStyle(text).fontSize) * scale, wrong = [];
    if (drawn.x < box.x - 1 || drawn.y < box.y - 1 || drawn.x + drawn.width > box.x + box.width + 1
        || drawn.y + drawn.height > box.y + box.height + 1) wrong.push('cut off: ' + text.textContent);
    if (shown < 11.9) wrong.push('drawn at ' + shown.toFixed(1) + ' px: ' + text.textContent);
    return wrong;
  });
})
"""
FOREIGN_WORDS = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  const english = document.documentElement.lang.startsWith('en');
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
    if (!text || parent.closest('script, style, textarea')) continue;
    if (english && /[\\u3400-\\u9fff]/.test(text) && !parent.closest('[lang^=zh], option')) found.push('Chinese: ' + text);
    if (/\\bNone\\b|\\bundefined\\b|\\bNaN\\b/.test(text) && !parent.closest('code, pre')) found.push('no word: ' + text);
    if (/\\d{4}-\\d\\d-\\d\\dT\\d\\d:/.test(text) && !parent.closest('code, pre')) found.push('raw time: ' + text);
    if (/%\\(\\w+\\)s|\\{\\w+\\}/.test(text) && !parent.closest('code, pre')) found.push('placeholder: ' + text);
  }
  return found;
}
"""


@dataclass
class Watched:
    """A browser page with the site behind it; collects every complaint until it is asked for them."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def open(self, path: str, status: int = 200) -> Response:
        """Go to a path of the site; anything but the expected status fails at once."""
        response = self.page.goto(self.site + path)
        assert response is not None and response.status == status, f"{path}: {response and response.status}"
        return response

    def stopped(self) -> list[str]:
        """What the content policy stopped on the page as it stands, and what the console said so far."""
        return [f"policy: {what}" for what in self.page.evaluate("() => window.__stopped || []")] + self.complaints

    def expect_refusal(self) -> None:
        """Forget the console's own line about an expected 4xx answer; everything else stays."""
        self.complaints[:] = [said for said in self.complaints if "Failed to load resource" not in said]

    def faults(self) -> list[str]:
        """Everything a person would stumble over on the page as it stands."""
        found = self.stopped()
        found += [f"axe: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(self.page).response["violations"]]
        found += [f"target: {small}" for small in self.page.evaluate(SMALL_TARGETS)]
        found += [f"drawing: {poor}" for poor in self.page.evaluate(POOR_DRAWINGS)]
        found += [f"language: {words}" for words in self.page.evaluate(FOREIGN_WORDS)]
        sideways = self.page.evaluate(SIDEWAYS)
        return found + ([f"scrolls sideways by {sideways} px"] if sideways > 0 else [])

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the page, as a person does."""
        self.open("/account/sign-in/")
        self.page.locator("input[autocomplete=username]").fill(email)
        self.page.locator("input[autocomplete=current-password]").fill(password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
