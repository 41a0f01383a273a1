"""Reads a procedure from its TOML form, and finds every fault with its line."""

from sigap.domain.priority import PRIORITIES
from sigap.domain.procedure_checks import check_procedure
from sigap.domain.procedure_faults import ProcedureFaults
from sigap.domain.procedure_model import (
    END,
    Exit,
    Field,
    FieldType,
    HoldReason,
    Identity,
    Lane,
    Note,
    Output,
    Procedure,
    SelfCheck,
    Step,
)
from sigap.domain.procedure_reader import Table, digest, load


def parse(text: str) -> Procedure:
    """The procedure that this TOML text describes (form: docs/sop/form.md).

    Raises ProcedureFaults with every fault in the order of lines: wrong form, unknown keys, and
    a table of steps that cannot be walked from the report to the end.
    """
    findings, root = load(text)
    if root is None:
        raise ProcedureFaults(findings.sorted())
    procedure = _procedure(root, digest(text))
    check_procedure(procedure, findings)
    if faults := findings.sorted():
        raise ProcedureFaults(faults)
    return procedure


def _procedure(root: Table, source_hash: str) -> Procedure:
    confirmation = root.table("konfirmasi")
    procedure = Procedure(
        key=root.text("kunci", required=True),
        version=root.integer("versi"),
        status=root.word("status", ("draf", "berlaku")),
        identity=_identity(root.table("identitas", required=True)),
        title=root.text("judul", required=True),
        lanes=tuple(_lane(each) for each in root.tables("lajur", required=True)),
        intake=_intake(root.table("laporan_masuk", required=True)),
        steps=tuple(_step(each) for each in root.tables("langkah", required=True)),
        holds=tuple(_hold(each) for each in root.tables("alasan_tertunda")),
        confirmation_step=confirmation.text("langkah", required=True) if confirmation else None,
        reopen_to=confirmation.text("buka_kembali", required=True) if confirmation else None,
        reopen_within=confirmation.time("tenggang") if confirmation else None,
        day=root.word("hari", ("hari-kerja", "24x7"), default="hari-kerja"),
        risk_at=root.share("ambang_risiko"),
        backdate_limit=root.time("batas_mundur"),
        notes=tuple(_note(each) for each in root.tables("ruling")),
        source_hash=source_hash,
        targets=_targets(root.table("sasaran_internal")),
    )
    if confirmation:
        confirmation.close()
    root.close()
    return procedure


def _targets(table: Table | None) -> dict[str, float]:
    if table is None:
        return {}
    targets = {name: table.share(name) for name in PRIORITIES if table.has(name)}
    table.close()
    return targets


def _identity(table: Table | None) -> Identity:
    if table is None:
        return Identity("", "", "", "", "", "", "", "", (), (), (), (), (), (), ())
    identity = Identity(
        unit=table.text("instansi", required=True),
        dinas=table.text("dinas", required=True),
        number=table.text("nomor"),
        created_on=table.day("tanggal_pembuatan"),
        revised_on=table.day("tanggal_revisi"),
        approved_on=table.day("tanggal_pengesahan"),
        approved_by=table.text("disahkan_oleh"),
        name=table.text("nama", required=True),
        legal_basis=table.texts("dasar_hukum"),
        qualifications=table.texts("kualifikasi_pelaksana"),
        related=table.texts("keterkaitan"),
        equipment=table.texts("peralatan"),
        warning=table.texts("peringatan"),
        recording=table.texts("pencatatan"),
        initials=table.texts("paraf"),
    )
    table.close()
    return identity


def _lane(table: Table) -> Lane:
    lane = Lane(table.text("peran", required=True), table.text("nama", required=True))
    table.close()
    return lane


def _intake(table: Table | None) -> Output:
    if table is None:
        return Output("", "")
    output = Output(table.text("kunci", required=True), table.text("judul", required=True))
    table.close()
    return output


def _step(table: Table) -> Step:
    step = Step(
        no=table.integer("no"),
        key=table.text("kunci", required=True),
        role=table.text("pelaksana", required=True),
        text=table.text("uraian", required=True),
        short=table.text("ringkas", required=True),
        items=table.texts("butir"),
        requires=table.texts("kelengkapan", required=True),
        time=table.time("waktu"),
        output=_output(table.table("output", required=True)),
        exits=tuple(_exit(each) for each in table.tables("jalan")),
        question=table.text("pertanyaan"),
        note=table.text("keterangan"),
        self_check=SelfCheck(
            table.word("periksa_sendiri", tuple(SelfCheck), default=SelfCheck.DECLARED)
        ),
    )
    table.close()
    return step


def _output(table: Table | None) -> Output:
    if table is None:
        return Output("", "")
    output = Output(
        key=table.text("kunci", required=True),
        title=table.text("judul", required=True),
        fields=tuple(_field(each) for each in table.tables("isian")),
    )
    table.close()
    return output


def _field(table: Table) -> Field:
    choices = table.texts("pilihan")
    # After a wrong word the choices tell what was meant, so that no second fault follows from it.
    guess = FieldType.CHOICE if choices else FieldType.TEXT
    field = Field(
        key=table.text("kunci", required=True),
        label=table.text("label", required=True),
        type=FieldType(table.word("jenis", tuple(FieldType)) or guess),
        required=table.boolean("wajib", default=False),
        required_for=table.texts("wajib_untuk"),
        choices=choices,
        help=table.text("petunjuk"),
    )
    table.close()
    return field


def _exit(table: Table) -> Exit:
    kind = table.word("jenis", ("maju", "kembali", "limpah"), default="maju")
    target = table.text("ke", required=True)
    way = Exit(
        verb=table.text("verba", required=True),
        label=table.text("label", required=True),
        to=None if target == END else target,
        answer=table.word("jawaban", ("ya", "tidak", ""), default=""),
        kind=kind,
        to_if_skipped=table.text("ke_bila_dilewati") or None,
        skips=table.texts("melewati"),
        # A return hands over a reason, not the product that is still to be made (SOP ruling 3).
        needs_output=table.boolean("butuh_output", default=kind != "kembali"),
        needs_note=table.boolean("butuh_catatan", default=kind == "kembali"),
        produces=table.texts("menghasilkan"),
        conditions=table.choices_by_field("syarat"),
        consequence=table.text("akibat"),
        skip_words=table.text("kata_dilewati"),
    )
    table.close()
    return way


def _hold(table: Table) -> HoldReason:
    reason = HoldReason(
        key=table.text("kunci", required=True),
        label=table.text("label", required=True),
        needs_evidence=table.boolean("butuh_bukti", default=False),
        evidence_label=table.text("label_bukti"),
    )
    table.close()
    return reason


def _note(table: Table) -> Note:
    note = Note(
        no=table.integer("no"),
        title=table.text("judul", required=True),
        text=table.text("teks", required=True),
        steps=table.texts("langkah"),
    )
    table.close()
    return note
