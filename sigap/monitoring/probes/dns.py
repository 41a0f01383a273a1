"""DNS: does this server answer the question that it is there to answer."""

from datetime import datetime
from typing import Final

import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype

from sigap.domain.answers import Answer
from sigap.monitoring.probes import udp
from sigap.monitoring.probes.base import MOST_DETAIL, Reading, Target, answer_of
from sigap.monitoring.probes.tcp import port_of

PATIENCE: Final = 3.0
_REFUSED: Final = (dns.rcode.REFUSED, dns.rcode.NOTAUTH)


async def resolve(target: Target, *, at: datetime) -> Reading:
    """One question over UDP: `options["name"]` (the root by default) of `options["type"]` (A; NS
    for the root). An empty or negative answer is a bad one: the name is one that must exist.
    """
    name = str(target.options.get("name") or ".")
    kind = str(target.options.get("type") or ("NS" if name == "." else "A"))
    try:
        query = dns.message.make_query(name, kind)
        port = port_of(target.options, 53)
        data, trip = await udp.exchange(str(target.ip), port, query.to_wire(), PATIENCE)
        said = dns.message.from_wire(data)
    except (OSError, ValueError) as error:
        return Reading(target, at, answer_of(error))
    except dns.exception.DNSException as error:
        return Reading(target, at, Answer.BAD_ANSWER, detail=str(error)[:MOST_DETAIL])
    if not query.is_response(said):
        return Reading(target, at, Answer.BAD_ANSWER, trips=(trip,), detail="not ours")
    return _meaning(target, said, trip, at)


def _meaning(target: Target, said: dns.message.Message, trip: float, at: datetime) -> Reading:
    rcode = said.rcode()
    records = [str(each) for answer in said.answer for each in answer][:20]
    raw = {"rcode": dns.rcode.to_text(rcode), "records": records}
    detail = (", ".join(records) or raw["rcode"])[:MOST_DETAIL]
    if rcode in _REFUSED:
        answer = Answer.REFUSED
    else:
        answer = Answer.OK if rcode == dns.rcode.NOERROR and records else Answer.BAD_ANSWER
    return Reading(target, at, answer, trips=(trip,), detail=str(detail), raw=raw)
