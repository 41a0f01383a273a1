import pytest
pytestmark = pytest.mark.browser
def test_x(office, visitors):
    page = visitors.through_the_form(office.cast.user("kabid"))
    print(page.inner_text("body"))
def test_y(office, visitors):
    page = visitors.signed_in(office.cast.user("kabid"))
    page.goto("/")
    print(page.inner_text("body"))
