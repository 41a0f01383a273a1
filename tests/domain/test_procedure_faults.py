"""Every fault of a procedure file is found, with the line it stands on."""

from textwrap import dedent

import pytest

from sigap.domain.procedure import LineFault, ProcedureFaults, parse

SMALL = dedent(
    """\
    kunci = "contoh"
    versi = 1
    status = "draf"
    judul = "Contoh"
    ambang_risiko = 0.75
    batas_mundur = { jam = 1 }
    identitas = { instansi = "Kota", dinas = "Dinas", nama = "Contoh" }
    laporan_masuk = { kunci = "laporan", judul = "Laporan" }
    lajur = [{ peran = "kabid", nama = "Kabid" }, { peran = "pelaksana", nama = "Pelaksana" }]

    [[langkah]]
    no = 1
    kunci = "terima"
    pelaksana = "kabid"
    ringkas = "Terima"
    uraian = "Menerima laporan"
    kelengkapan = ["laporan"]
    waktu = { menit = 15 }
    pertanyaan = "Perlu dikerjakan?"
    [langkah.output]
    kunci = "perintah"
    judul = "Perintah"
    isian = [{ kunci = "mendesak", label = "Segera", jenis = "choice", pilihan = ["ya", "tidak"] }]
    [[langkah.jalan]]
    verba = "perintahkan"
    label = "Perintahkan"
    ke = "kerja"
    [[langkah.jalan]]
    verba = "tutup"
    label = "Tutup"
    ke = "selesai"

    [[langkah]]
    no = 2
    kunci = "kerja"
    pelaksana = "pelaksana"
    ringkas = "Kerja"
    uraian = "Mengerjakan"
    kelengkapan = ["perintah"]
    waktu = { jam = 1 }
    [langkah.output]
    kunci = "hasil"
    judul = "Hasil"
    [[langkah.jalan]]
    verba = "lapor"
    label = "Lapor"
    ke = "selesai"
    """
)
RETURN = '\n[[langkah.jalan]]\nverba = "ulang"\nlabel = "Ulang"\njenis = "kembali"\nke = "terima"\n'
TWICE = 'verba = "perintahkan"\nlabel = "Tutup"'
QUESTION = '\nringkas = "Kerja"\npertanyaan = "Selesai?"\n'


def faults_of(text: str) -> tuple[LineFault, ...]:
    with pytest.raises(ProcedureFaults) as caught:
        parse(text)
    return caught.value.faults


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_the_small_example_is_without_fault() -> None:
    assert [step.key for step in parse(SMALL).steps] == ["terima", "kerja"]


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ('judul = "Contoh"', 'judull = "Contoh"', "unknown-key", "judull"),
        ('judul = "Contoh"', "judul = 7", "not-text", "judul = 7"),
        ('judul = "Contoh"', 'judul = " "', "empty", "judul ="),
        ('judul = "Contoh"', r'judul = "a\u0000b"', "control-character", "judul ="),
        ("versi = 1", "versi = 0", "not-positive", "versi"),
        ("versi = 1", "versi = true", "not-positive", "versi"),
        ('status = "draf"', 'status = "baru"', "unknown-word", "status"),
        ("ambang_risiko = 0.75", "ambang_risiko = 75", "not-a-share", "ambang"),
        ('kunci = "contoh"', 'kunci = "Contoh Baru"', "not-a-slug", "kunci"),
        ('peran = "kabid"', 'peran = "raja"', "unknown-role", "lajur"),
        ('pelaksana = "kabid"', 'pelaksana = "kasi"', "unknown-lane", 'pelaksana = "kasi"'),
        ("waktu = { menit = 15 }", "", "time-missing", "[[langkah]]"),
        ("waktu = { menit = 15 }", "waktu = { menit = 0 }", "time-not-positive", "waktu"),
        ("waktu = { menit = 15 }", "waktu = { menit = -5 }", "time-not-positive", "waktu"),
        ("waktu = { menit = 15 }", "waktu = { menit = 1.5 }", "time-not-positive", "waktu"),
        ("waktu = { menit = 15 }", "waktu = { hari = 999 }", "time-too-long", "waktu"),
        ("waktu = { menit = 15 }", "waktu = { pekan = 1 }", "time-form", "waktu"),
        ("waktu = { menit = 15 }", "waktu = { hari = 1, jam = 1 }", "time-form", "waktu"),
        ('ke = "kerja"', 'ke = "kerjaan"', "unknown-target", 'ke = "kerjaan"'),
        ('ke = "kerja"', 'ke = "terima"', "own-target", 'ke = "terima"'),
        ('verba = "tutup"', 'verba = "perintahkan"', "doubled-verb", TWICE),
        ('verba = "tutup"', 'verba = "Tutup Dulu"', "not-a-slug", 'verba = "Tutup Dulu"'),
        ('kunci = "kerja"', 'kunci = "terima"', "doubled-step", None),
        ("no = 2", "no = 1", "doubled-number", None),
        ('kunci = "hasil"', 'kunci = "perintah"', "doubled-output", None),
        ('kelengkapan = ["perintah"]', 'kelengkapan = ["surat"]', "unknown-input", '["surat"]'),
        ('kelengkapan = ["laporan"]', 'kelengkapan = ["hasil"]', "input-missing", '["hasil"]'),
        ('jenis = "choice"', 'jenis = "warna"', "unknown-word", "isian"),
        (', pilihan = ["ya", "tidak"]', "", "no-choices", "isian"),
        ('jenis = "choice"', 'jenis = "text"', "needless-choices", "isian"),
        ('["ya", "tidak"]', '["ya", "ya"]', "doubled", "isian"),
        ('pertanyaan = "Perlu dikerjakan?"', "", "no-question", "[[langkah]]"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, code: str, at: str | None) -> None:
    text = SMALL.replace(old, new, 1)
    found = {(fault.code, fault.line) for fault in faults_of(text)}
    codes = {fault_code for fault_code, _ in found}
    assert code in codes
    if at is not None:
        assert (code, line_of(text, at)) in found


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ('jenis = "limpah"\n', "return"),
        ('melewati = ["entah"]\nkata_dilewati = "x"\n', "unknown-skip"),
        ('melewati = ["terima"]\nkata_dilewati = "x"\n', "skip-target"),
        ('melewati = ["kerja"]\n', "no-skip-words"),
        ('menghasilkan = ["entah"]\n', "unknown-output"),
        ('syarat = { entah = ["ya"] }\n', "unknown-field"),
        ('syarat = { mendesak = ["mungkin"] }\n', "unknown-choice"),
        ('syarat = { mendesak = ["ya"] }\nbutuh_output = false\n', "condition-without-output"),
        ('ke_bila_dilewati = "kerja"\n', "never-skipped"),
        ('ke_bila_dilewati = "entah"\n', "unknown-target"),
        ('jenis = "kembali"\n', "return-forward"),
    ],
)
def test_an_exit_may_not_contradict_its_procedure(extra: str, code: str) -> None:
    text = SMALL.replace('label = "Tutup"\n', f'label = "Tutup"\n{extra}')
    if code == "return":  # a transfer to the end is right; to a step it is not
        assert parse(text)
        text = text.replace('ke = "selesai"', 'ke = "kerja"', 1)
        code = "transfer-target"
    fault = next(fault for fault in faults_of(text) if fault.code == code)
    assert line_of(text, 'verba = "tutup"') < fault.line < line_of(text, "no = 2")


def test_a_required_input_must_be_there_on_every_path() -> None:
    text = SMALL.replace('label = "Perintahkan"\n', 'label = "Perintahkan"\nbutuh_output = false\n')
    [fault] = faults_of(text)
    assert fault.code == "input-missing"
    assert fault.line == line_of(text, 'kelengkapan = ["perintah"]')
    assert "jalan “perintahkan” dari langkah 1" in fault.reason


def test_an_input_yielded_by_the_exit_itself_is_at_hand() -> None:
    added = 'label = "Perintahkan"\nbutuh_output = false\nmenghasilkan = ["perintah"]\n'
    assert parse(SMALL.replace('label = "Perintahkan"\n', added))


def test_a_step_that_nothing_leads_to_is_unreachable() -> None:
    [fault] = faults_of(SMALL.replace('ke = "kerja"', 'ke = "selesai"'))
    assert (fault.code, fault.line) == ("unreachable", line_of(SMALL, "[[langkah]]\nno = 2"))


def test_a_step_without_an_exit_is_named_once() -> None:
    text = SMALL[: SMALL.rindex("[[langkah.jalan]]")]
    [fault] = faults_of(text)
    assert (fault.code, fault.line) == ("no-exit", line_of(text, "[[langkah]]\nno = 2"))


def test_steps_that_only_go_round_never_reach_the_end() -> None:
    text = SMALL.replace('ke = "selesai"', 'ke = "kerja"', 1)
    text = text.replace('ke = "selesai"', 'ke = "terima"')
    assert [fault.code for fault in faults_of(text)] == ["no-way-to-end", "no-way-to-end"]


def test_a_return_asks_for_a_note_and_no_output_unless_said_otherwise() -> None:
    text = SMALL.replace('\nringkas = "Kerja"\n', QUESTION) + RETURN
    way = parse(text).exit("kerja", "ulang")
    assert way is not None
    assert (way.needs_output, way.needs_note) == (False, True)


def test_the_confirmation_names_steps_that_exist() -> None:
    text = SMALL + '\n[konfirmasi]\nlangkah = "entah"\nbuka_kembali = "kerja"\n'
    found = [(fault.code, fault.line) for fault in faults_of(text)]
    heading = line_of(text, "[konfirmasi]")
    assert found == [("time-missing", heading), ("unknown-step", heading + 1)]


def test_a_hold_that_asks_for_evidence_says_which() -> None:
    text = SMALL + '\n[[alasan_tertunda]]\nkunci = "isp"\nlabel = "ISP"\nbutuh_bukti = true\n'
    [fault] = faults_of(text)
    assert (fault.code, fault.line) == ("no-evidence-label", line_of(text, "[[alasan"))


def test_an_internal_target_is_a_share_of_the_standard_for_a_known_priority() -> None:
    text = SMALL.replace(
        "\n[[langkah]]", "\n[sasaran_internal]\nkritis = 2\ngawat = 0.5\n[[langkah]]", 1
    )
    found = [(fault.code, fault.line) for fault in faults_of(text)]
    heading = line_of(text, "[sasaran_internal]")
    assert found == [("not-a-share", heading + 1), ("unknown-key", heading + 2)]


def test_a_note_names_steps_that_exist() -> None:
    text = SMALL + '\n[[ruling]]\nno = 1\njudul = "a"\nteks = "b"\nlangkah = [\n"kerja",\n"x",\n]\n'
    [fault] = faults_of(text)
    assert (fault.code, fault.line) == ("unknown-step", line_of(text, '"x"'))


def test_text_that_is_no_toml_says_the_line_of_the_slip() -> None:
    [fault] = faults_of(SMALL.replace('judul = "Contoh"', 'judul = "Contoh', 1))
    assert (fault.code, fault.line) == ("not-toml", 4)
    [fault] = faults_of('kunci = "a"\njudul = """\ntak ditutup\n')
    assert (fault.code, fault.line) == ("not-toml", 3)


def test_all_faults_come_at_once_in_the_order_of_their_lines() -> None:
    text = SMALL.replace("versi = 1", "versi = 0").replace("{ menit = 15 }", "{ menit = -1 }")
    text = text.replace('verba = "lapor"', 'verba = "LAPOR"')
    assert [fault.code for fault in faults_of(text)] == [
        "not-positive",
        "time-not-positive",
        "not-a-slug",
    ]


def test_a_fault_reads_as_a_sentence_with_its_line() -> None:
    [fault] = faults_of(SMALL.replace('judul = "Contoh"', 'judull = "Contoh"', 1))[1:]
    assert str(fault) == ("baris 4: judull tidak dikenal di bagian ini; mungkin maksudnya judul.")


def test_an_empty_file_is_refused_with_what_is_missing() -> None:
    codes = {fault.code for fault in faults_of("")}
    assert {"missing", "no-steps"} <= codes
