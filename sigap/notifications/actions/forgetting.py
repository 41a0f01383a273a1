"""The end of what was told about a case, when its years are over."""

from sigap.notifications.models import Incoming, Message, Notice


def forget_news_of(number: str) -> None:
    """Remove every notice, message and answer that speaks of this case, sent or not."""
    for model in (Notice, Message, Incoming):
        model.objects.filter(number=number).delete()
