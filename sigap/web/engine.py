"""The template engine: one environment for each language, its sentences settled when compiled."""

import re
from types import FunctionType, MethodType
from typing import Any, Final

import jinja2
from django.conf import settings
from django.template.backends.base import BaseEngine
from django.template.backends.jinja2 import Jinja2, Template
from django.utils import translation
from django.utils.translation import get_language
from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from sigap.domain import spoken as words

_FUNCTIONS: Final = frozenset({FunctionType, MethodType})
# Called with constants alone, these answer the same on every page of one language.
_SETTLED: Final = frozenset({"_", "icon", "language"})


class PageTemplate(jinja2.Template):
    """A template whose macros are imported without asking what globals the page adds to them.

    Components take all they show as parameters, so a page adds none; yet Jinja compares the names
    at every import, some thirty times a case page and a tenth of its time
    (docs/decisions/0005-speed.md).
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class PageContext(Context):
    """What a template knows while it is rendered.

    Most of what a page calls are macros and functions, and Jinja asks each in three ways what it
    wants to be given first: a third of the time that a call takes.
    """

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """Call a macro, a function or whatever else a template calls."""
        kind = type(called)
        if kind is not Macro and (kind not in _FUNCTIONS or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **named)
        # What a function that wants the context would be told of the names around it.
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **named) if kind is Macro else called(*args, **named)


class PageEnvironment(jinja2.Environment):
    """The templates in one language.

    A sentence without places is text of the compiled template, as if it had been written there in
    that language: the hundreds of a page cost no call and no escaping.
    """

    template_class = PageTemplate
    context_class = PageContext

    def __init__(self, *, language: str, **options: Any) -> None:
        super().__init__(**options)
        self.language = language
        self._kept: dict[str, jinja2.Template] = {}

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> jinja2.Template:
        """The template of this name, looked up under a lock only once: a page imports dozens."""
        if self.auto_reload:
            return super().get_template(name, parent, globals)
        if name not in self._kept:
            self._kept[name] = super().get_template(name, parent, globals)
        return self._kept[name]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        with translation.override(self.language):
            settled = _Settling(self).visit(tree)
        assert isinstance(settled, nodes.Template)
        return settled

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        written = super()._generate(source, name, filename, defer_init)
        return f"{written}\nfrom {__name__} import printed as escape\n"


_special = re.compile("[&<>'\"]").search


def printed(value: Any) -> str:
    """What `escape` makes of a value, for printing alone: text that is safe stays what it is.

    Of the hundreds of values on a page few need escaping, and making Markup of each was a fifth of
    the time in which a list is rendered.
    """
    if type(value) is Markup or (type(value) is str and _special(value) is None):
        return value
    return escape(value)


class _Settling(NodeTransformer):
    """Puts in the place of a call what it always answers, in the place of an include its text."""

    def __init__(self, environment: PageEnvironment) -> None:
        self._environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja looks for this name
        self.generic_visit(node)
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        constant = all(isinstance(each, nodes.Const) for each in node.args)
        if called not in _SETTLED or not constant or node.kwargs:
            return node
        answer: Any = self._environment.globals[called]
        said = nodes.Const(answer(*(each.as_const() for each in node.args)), lineno=node.lineno)
        return said.set_environment(self._environment)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - as above
        """A part of a page becomes a part of its code: it then needs no context of its own.

        What the part sets stays in the part, as with any include. While templates are reloaded
        when they change it stays an include, so that a changed part is seen.
        """
        environment, loader = self._environment, self._environment.loader
        if environment.auto_reload or loader is None or not node.with_context:
            return node
        if node.ignore_missing or not isinstance(node.template, nodes.Const):
            return node
        name = node.template.value
        source, filename, _fresh = loader.get_source(environment, name)
        part = environment._parse(source, name, filename)
        if part.find(nodes.Extends) is not None or part.find(nodes.Block) is not None:
            return node
        return nodes.Scope(part.body, lineno=node.lineno).set_environment(environment)


class Pages(BaseEngine):
    """Django's Jinja2 backend once for each language; the language of the answer chooses."""

    app_dirname = "jinja2"

    def __init__(self, params: dict[str, Any]) -> None:
        options = params["OPTIONS"]
        super().__init__({name: value for name, value in params.items() if name != "OPTIONS"})
        self._spoken = {
            language: Jinja2({**params, "OPTIONS": {**options, "language": language}})
            for language, _name in settings.LANGUAGES
        }

    def get_template(self, template_name: str) -> Template:
        """The template in the language that is active now."""
        return self._engine().get_template(template_name)

    def from_string(self, template_code: str) -> Template:
        """The same for a template that is no file."""
        return self._engine().from_string(template_code)

    def _engine(self) -> Jinja2:
        return self._spoken[words.language_of(get_language())]
