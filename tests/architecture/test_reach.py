"""What no import linter sees: relations, migrations and template names that reach upward."""

import ast
from itertools import chain

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import FLOOR, PACKAGE, listed, modules, place, tree

TEMPLATE_ENDINGS = (".html", ".jinja", ".txt", ".svg")


def test_no_relation_points_to_a_room_above_its_own() -> None:
    relations = (
        (model._meta.app_label, field, field.related_model._meta.app_label)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOOR
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
    )
    upward = [
        f"{field.model.__name__}.{field.name}: {source} -> {target}"
        for source, field, target in relations
        if FLOOR.get(target, -1) > FLOOR[source]
    ]
    assert not upward, listed(upward)


def test_no_migration_depends_on_a_room_above_its_own() -> None:
    migrations = MigrationLoader(None).disk_migrations
    upward = [
        f"{app}.{name} -> {needed}"
        for (app, name), migration in migrations.items()
        if app in FLOOR
        for needed, _ in chain(migration.dependencies, migration.run_before)
        if FLOOR.get(needed, -1) > FLOOR[app]
    ]
    assert not upward, listed(upward)


def test_a_room_names_only_templates_that_it_owns() -> None:
    strangers = [
        f"{place(path, node)} names {node.value}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith(TEMPLATE_ENDINGS)
        and "/" in node.value
        and " " not in node.value
        and not _owned(path.relative_to(PACKAGE).parts[0], node.value)
    ]
    assert not strangers, listed(strangers)


def _owned(room: str, name: str) -> bool:
    folders = (PACKAGE / room / "templates", PACKAGE / room / "static")
    return any((folder / name.lstrip("/")).exists() for folder in folders)
