"""What a probe agent and the centre say to each other: bodies, answers, and their description."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from ninja.openapi.schema import REF_TEMPLATE
from pydantic import AwareDatetime, BaseModel, Field

from sigap.domain.answers import Answer

MOST_READINGS: Final = 5_000
PREFIX: Final = "/api/v1/agent/"
TOKEN: Final = "AgentToken"

Short = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=500)]
Microseconds = Annotated[int, Field(ge=0, le=60_000_000)]
Row = tuple[
    Annotated[int, Field(ge=1)],
    AwareDatetime,
    Answer,
    Annotated[int, Field(ge=0, le=20)],
    Annotated[list[Microseconds], Field(max_length=20)],
    Text,
]


class Asked(BaseModel):
    """What an agent knows already."""

    stamp: Short = ""


class Heard(BaseModel):
    """Readings: check, moment, answer, packets sent, round trips in microseconds, detail.

    `waiting` is how many more the agent has still to deliver.
    """

    trouble: Short = ""
    waiting: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    readings: Annotated[list[Row], Field(max_length=MOST_READINGS)]


class HeardOnce(BaseModel):
    """One line of a probe on demand."""

    kind: Short
    label: Short
    address: Short
    answer: Answer
    sent: int
    lost: int
    rtt_ms: float | None
    rtts_ms: Annotated[list[float], Field(max_length=20)]
    detail: Text
    at: Short


class SaidOnWay(BaseModel):
    """What one try of a way heard."""

    address: Short
    rtt_ms: float
    mark: Short
    reached: bool


class HopOnWay(BaseModel):
    """One hop."""

    distance: int
    said: Annotated[list[SaidOnWay | None], Field(max_length=10)]


class WalkedWay(BaseModel):
    """A way, hop by hop."""

    address: Short
    at: Short
    reached: bool
    loop: Annotated[list[Short], Field(max_length=60)]
    stopped: Short
    hops: Annotated[list[HopOnWay], Field(max_length=60)]


class Result(BaseModel):
    """What a probe on demand heard."""

    readings: Annotated[list[HeardOnce], Field(max_length=200)]
    way: WalkedWay | None
    trouble: Short


class Question(BaseModel):
    """Something to be asked of an address. Never anything that needs a credential."""

    id: int = Field(description="The number of the check; 0 for a ping that is no check.")
    kind: str = Field(examples=["icmp"])
    label: str
    address: str
    options: dict[str, str | int]


class PlannedCheck(Question):
    """A question that is put again and again."""

    every: int = Field(description="Seconds.")
    phase: int = Field(description="What the moments within the period are made from.")


class OrderedProbe(BaseModel):
    """A probe that somebody asked for now: the questions, and the address to trace the way to."""

    id: int
    address: str
    questions: list[Question]


class Work(BaseModel):
    """The plan (null when `stamp` is the agent's own), and the probes that wait for this agent."""

    stamp: str
    checks: list[PlannedCheck] | None
    known_good: list[str] = Field(description="Addresses by which the prober proves itself.")
    orders: list[OrderedProbe] = Field(description="Each is given to the agent once.")


class Kept(BaseModel):
    """How many readings were kept; one that was there already counts as kept."""

    kept: int


class Nothing(BaseModel):
    """An empty answer."""


_OPERATIONS: Final[tuple[tuple[str, str, str, type[BaseModel], type[BaseModel]], ...]] = (
    ("work", "agent_work", "Fetch the plan and what waits to be probed now.", Asked, Work),
    (
        "readings",
        "agent_readings",
        "Deliver readings, up to 24 hours late. The same reading twice is there once.",
        Heard,
        Kept,
    ),
    (
        "orders/{pk}",
        "agent_order",
        "Deliver what a probe on demand heard; a second time changes nothing.",
        Result,
        Nothing,
    ),
)
_PROBLEMS: Final = {
    "401": "No token of an agent, or one that was revoked.",
    "413": "The body is larger than 2 MB.",
    "422": "The body is not as agreed.",
}


def described(document: dict[str, Any]) -> None:
    """Add the addresses of the agents to an OpenAPI document that knows the shape Problem."""
    schemas = document["components"]["schemas"]
    for _path, _name, _told, body, answer in _OPERATIONS:
        for model, mode in ((body, "validation"), (answer, "serialization")):
            schemas |= dict(_schemas(model, mode))
    document["components"]["securitySchemes"][TOKEN] = {
        "type": "http",
        "scheme": "bearer",
        "description": "`sigap agent create` prints the token of an agent, this once.",
    }
    for path, name, told, body, answer in _OPERATIONS:
        document["paths"][f"{PREFIX}{path}"] = {"post": _operation(name, told, body, answer)}


def _schemas(model: type[BaseModel], mode: Any) -> Iterator[tuple[str, Any]]:
    schema = model.model_json_schema(ref_template=_REFERENCE, mode=mode)
    for name, part in schema.pop("$defs", {}).items():
        yield f"Agent{name}", part
    yield f"Agent{model.__name__}", schema


# Names of their own: the rest of the document has an Order and an Answer too.
_REFERENCE: Final = REF_TEMPLATE.replace("{model}", "Agent{model}")


def _operation(
    name: str, told: str, body: type[BaseModel], answer: type[BaseModel]
) -> dict[str, Any]:
    number = {"in": "path", "name": "pk", "required": True, "schema": {"type": "integer"}}
    return {
        "operationId": name,
        "summary": told.partition(",")[0].rstrip("."),
        "description": told,
        "tags": ["Agen pemeriksa"],
        "security": [{TOKEN: []}],
        "parameters": [number] if name == "agent_order" else [],
        "requestBody": {"required": True, "content": _content("application/json", body)},
        "responses": {
            "200": {
                "description": str(answer.__doc__),
                "content": _content("application/json", answer),
            },
            **{code: _problem(words) for code, words in _PROBLEMS.items()},
        },
    }


def _content(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}}


def _problem(told: str) -> dict[str, Any]:
    schema = {"$ref": REF_TEMPLATE.format(model="Problem")}
    return {"description": told, "content": {"application/problem+json": {"schema": schema}}}
