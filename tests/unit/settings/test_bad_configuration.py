"""What is wrong with a configuration is told at its line and column, all of it at once, and nothing else is harmed."""

import pytest

from connector.domain.errors import ConfigurationError


def test_a_right_configuration_has_no_problem(folder):
    assert folder.load().links["investment"].policy.mode == "push"


#: (file, what was right, what is written instead, what is told)
ONE_PROBLEM = [
    # keys
    ("links/investment.yaml", "  mode: push", "  mod: push", "11:3: policy.mod: không có khóa này; có phải là mode?"),
    ("connector.yaml", "agency:", "agenci:", "1:1: agenci: không có khóa này; có phải là agency?"),
    ("connector.yaml", "name:", "zzzzzz:", "1:26: agency.zzzzzz: không có khóa này"),
    (
        "systems/investment.yaml",
        "rate: 20/s",
        "rate: 20/s\nrate: 10/s",
        "6:1: rate: khóa viết hai lần (lần đầu ở dòng 5)",
    ),
    (
        "systems/investment.yaml",
        'type: bearer, token: "${INVESTMENT_TOKEN}"',
        "type: bearer",
        "4:7: auth.token: thiếu khóa này",
    ),
    (
        "systems/investment.yaml",
        "token: ",
        "tokken: x, token: ",
        "4:22: auth.tokken: không có khóa này; có phải là token?",
    ),
    ("systems/investment.yaml", "type: bearer", "type: bearr", "4:7: auth: phải là một trong: bearer, basic"),
    (
        "links/investment.yaml",
        "values: {moi",
        "value: {moi",
        "7:32: source.map.status.value: không có khóa này; có phải là values?",
    ),
    (
        "links/investment.yaml",
        "list: {path",
        "list: {pat: x, path",
        "4:10: source.list.pat: không có khóa này; có phải là path?",
    ),
    (
        "links/investment.yaml",
        "{system: onestop}",
        "{system: onestop, drawr: a}",
        "8:27: target.drawr: không có khóa này; có phải là drawer?",
    ),
    # YAML
    (
        "systems/onestop.yaml",
        "adapter: box",
        "adapter: box: x",
        "2:13: (tệp): dấu hai chấm không đúng chỗ: kiểm tra thụt đầu dòng, hoặc đặt giá trị trong dấu nháy",
    ),
    (
        "systems/onestop.yaml",
        "adapter: box",
        "adapter: box\n\tx: 1",
        "3:1: (tệp): không được thụt đầu dòng bằng phím tab",
    ),
    ("systems/onestop.yaml", "adapter: box", 'adapter: "box', "4:1: (tệp): thiếu dấu nháy đóng"),
    (
        "systems/onestop.yaml",
        "adapter: box",
        "adapter: !!python/name:os.system box",
        "2:10: adapter: không dùng thẻ YAML (!…)",
    ),
    (
        "systems/onestop.yaml",
        "adapter: box",
        "? [a, b]\n: x\nadapter: box",
        "2:3: (tệp): khóa phải là một chữ đơn giản",
    ),
    ("systems/onestop.yaml", "adapter: box", "adapter: box\n---\na: b", "3:1: (tệp): mỗi tệp chỉ có một tài liệu YAML"),
    (
        "systems/onestop.yaml",
        "adapter: box",
        "adapter: box\nusername: \x07",
        "3:11: (tệp): ký tự điều khiển không được phép",
    ),
    # YAML 1.2: only true and false are booleans, codes are strings
    ("systems/investment.yaml", "rate: 20/s", "verify_steps: no", "5:15: verify_steps: chỉ nhận true hoặc false"),
    ("systems/investment.yaml", "rate: 20/s", "concurrency: true", "5:14: concurrency: phải là số nguyên"),
    ("systems/investment.yaml", "rate: 20/s", "concurrency: 0", "5:14: concurrency: phải từ 1 trở lên"),
    ("systems/investment.yaml", "rate: 20/s", "concurrency: many", "5:14: concurrency: phải là số nguyên"),
    ("connector.yaml", '"H13.22"', "13.22", '1:16: agency.code: phải là chuỗi: đặt trong dấu nháy, "13.22"'),
    (
        "links/investment.yaml",
        "policy:",
        "scope: {procedures: [1.009750]}\npolicy:",
        '10:22: scope.procedures[0]: phải là chuỗi: đặt trong dấu nháy, "1.009750"',
    ),
    (
        "links/investment.yaml",
        '"200"',
        "200",
        '4:47: source.list.params.page_size: phải là chuỗi: đặt trong dấu nháy, "200"',
    ),
    # values
    ("systems/investment.yaml", "20/s", "20", "5:7: rate: phải là tốc độ như 20/s, 100/m"),
    (
        "systems/investment.yaml",
        "rate: 20/s",
        "timeout: 30",
        "5:10: timeout: phải là một khoảng thời gian như 30s, 15m, 6h, 3d",
    ),
    ("systems/investment.yaml", "22:00-23:30", "22:00-25:30", '6:11: windows[0]: phải là khung giờ như "22:00-23:30"'),
    (
        "connector.yaml",
        "sqlite:///var/connector.db",
        "var/connector.db",
        "2:8: store: phải là địa chỉ cơ sở dữ liệu như sqlite:///var/connector.db",
    ),
    ("connector.yaml", "store:", "language: fr\nstore:", "2:11: language: phải là một trong: vi, en"),
    ("connector.yaml", "store:", "logs: x\nstore:", "2:7: logs: phải là các khóa: giá trị"),
    ("connector.yaml", "store:", "calendar: config/none.csv\nstore:", "2:11: calendar: không có tệp này"),
    (
        "connector.yaml",
        "store:",
        "catalogues: {procedures: nope.csv}\nstore:",
        "2:26: catalogues.procedures: không có tệp này",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "mode: pushh",
        "11:9: policy.mode: phải là một trong: observe, propose, push; có phải là push?",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "brakes: {max_share: 1.5}",
        "11:23: policy.brakes.max_share: phải từ 1 trở xuống",
    ),
    ("links/investment.yaml", "mode: push", "brakes: {max_share: 0}", "11:23: policy.brakes.max_share: phải lớn hơn 0"),
    (
        "links/investment.yaml",
        "mode: push",
        "brakes: {min_share: .nan}",
        "11:23: policy.brakes.min_share: phải là số hữu hạn",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "brakes: {max_gap: 7}",
        "11:21: policy.brakes.max_gap: phải là một khoảng thời gian như 30s, 15m, 6h, 3d",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "compare: {statuss: value}",
        "11:13: policy.compare.statuss: không có trường này; có phải là status?",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "compare: {status: hour}",
        "11:21: policy.compare.status: phải là một trong: value, day, minute",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "compare: {status: day}",
        "11:12: policy.compare: không phải trường ngày giờ, chỉ nhận value: status",
    ),
    ("links/investment.yaml", "mode: push", "compare: {}", "11:12: policy.compare: phải so sánh ít nhất một trường"),
    (
        "links/investment.yaml",
        "mode: push",
        "authority: {officer: sorce}",
        "11:24: policy.authority.officer: phải là một trong: source, target; có phải là source?",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "authority: {oficer: source}",
        "11:15: policy.authority.oficer: không có trường này; có phải là officer?",
    ),
    (
        "links/investment.yaml",
        "mode: push",
        "retry: {first: 2h, max: 1h}",
        "11:10: policy.retry: first phải lớn hơn 0s và không quá max",
    ),
    (
        "links/investment.yaml",
        "every 5m",
        "every 5",
        "9:18: schedule.sync: phải là một khoảng thời gian như 30s, 15m, 6h, 3d",
    ),
    ("links/investment.yaml", "every 5m", "every 1s", "9:18: schedule.sync: phải viết như every 5m, ít nhất 10s"),
    (
        "links/investment.yaml",
        "30 1 * * *",
        "30 25 * * *",
        "9:39: schedule.reconcile: trường giờ của cron phải trong khoảng 0-23",
    ),
    (
        "links/investment.yaml",
        "30 1 * * *",
        "30 1 * *",
        '9:39: schedule.reconcile: phải là every 5m, hoặc cron năm trường như "30 1 * * *"',
    ),
    (
        "links/investment.yaml",
        "policy:",
        "scope: {received_from: 2026-02-30}\npolicy:",
        "10:24: scope.received_from: phải là một ngày có thật, viết như 2026-01-31",
    ),
    (
        "links/investment.yaml",
        "policy:",
        "scope: {received_from: 01/01/2026}\npolicy:",
        "10:24: scope.received_from: phải là một ngày có thật, viết như 2026-01-31",
    ),
    (
        "links/investment.yaml",
        "policy:",
        "scope: {received_from: 2026}\npolicy:",
        "10:24: scope.received_from: phải là một ngày có thật, viết như 2026-01-31",
    ),
    (
        "links/investment.yaml",
        "policy:",
        "scope: {channels: [direkt]}\npolicy:",
        "10:20: scope.channels[0]: phải là một trong: direct, online, post; có phải là direct?",
    ),
    (
        "links/investment.yaml",
        "policy:",
        "witnesses: [{adapter: register, path: a.xlsx, covers: {from: 2026-02-01, until: 2026-01-01}}]\npolicy:",
        "10:55: witnesses[0].covers: until phải không trước from",
    ),
    (
        "links/investment.yaml",
        "link: investment",
        "link: a/b",
        "1:7: link: phải viết theo mẫu ^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$",
    ),
    # between files
    (
        "links/investment.yaml",
        "system: investment",
        "system: investmen",
        "3:11: source.system: không có hệ thống này; có phải là investment?",
    ),
    ("links/investment.yaml", "{system: onestop}", "{}", "8:9: target.system: thiếu khóa này"),
    (
        "links/investment.yaml",
        "{system: onestop}",
        "{system: 7}",
        "8:18: target.system: phải là tên một hệ thống, trong dấu nháy",
    ),
    ("links/investment.yaml", "{system: onestop}", "onestop", "8:9: target: phải là các khóa: giá trị"),
    (
        "links/investment.yaml",
        "{system: onestop}",
        "{system: investment}",
        "8:18: target.system: bộ kết nối web không làm đích được",
    ),
    (
        "systems/onestop.yaml",
        "adapter: box",
        "adapter: bx",
        "2:10: adapter: không có bộ kết nối này (có: box, web); có phải là box?",
    ),
    ("connector.yaml", "store:", "systems: sys/*.yaml\nstore:", "2:10: systems: không có tệp nào theo mẫu này"),
    # variables
    (
        "systems/onestop.yaml",
        "${ONESTOP_PASSWORD}",
        "${ONESTOP_PASWORD}",
        "3:11: password: chưa đặt biến môi trường ONESTOP_PASWORD",
    ),
    (
        "systems/onestop.yaml",
        "${ONESTOP_PASSWORD}",
        "${ONESTOP PASSWORD}",
        "3:11: password: biến phải viết ${TEN}, ${TEN:-mặc định} hoặc ${file:đường dẫn}; muốn chữ ${ thì viết $${",
    ),
    (
        "systems/onestop.yaml",
        "${ONESTOP_PASSWORD}",
        "${ONESTOP_PASSWORD",
        "3:11: password: biến phải viết ${TEN}, ${TEN:-mặc định} hoặc ${file:đường dẫn}; muốn chữ ${ thì viết $${",
    ),
    (
        "systems/onestop.yaml",
        "${ONESTOP_PASSWORD}",
        "${file:secret/none.txt}",
        "3:11: password: không đọc được tệp secret/none.txt (FileNotFoundError)",
    ),
]


@pytest.mark.parametrize(("name", "right", "wrong", "told"), ONE_PROBLEM)
def test_each_mistake_is_told_once_at_its_place(folder, name, right, wrong, told):
    folder.replace(name, right, wrong)
    if name == "connector.yaml" and "systems:" in wrong:
        told_all = folder.problems()
        assert told_all[0] == f"{name}:{told}"
        return
    assert folder.problems() == [f"{name}:{told}"]


def test_all_problems_of_all_files_come_at_once_in_the_order_of_the_files(folder):
    folder.replace("connector.yaml", "store:", "stor:")
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    folder.write("systems/broken.yaml", "system: [\n")
    folder.replace("links/investment.yaml", "mode: push", "mode: x\n  allow_final: [3, 9, 4, 11]\n  grace: soon")
    told = [problem.split(": ")[0] + ": " + problem.split(": ")[1] for problem in folder.problems()]
    assert told == [
        "connector.yaml:2:1: stor",
        "systems/broken.yaml:2:1: (tệp)",
        "systems/investment.yaml:5:7: rate",
        "links/investment.yaml:11:9: policy.mode",
        "links/investment.yaml:12:20: policy.allow_final[1]",
        "links/investment.yaml:12:23: policy.allow_final[2]",
        "links/investment.yaml:12:26: policy.allow_final[3]",
        "links/investment.yaml:13:10: policy.grace",
    ]


def test_a_missing_main_file_is_a_problem_of_its_own(folder):
    (folder.config / "connector.yaml").unlink()
    assert folder.problems() == ["connector.yaml:1:1: (tệp): không có tệp này"]


def test_two_systems_of_one_name_are_refused_even_if_only_their_case_differs(folder):
    folder.write("systems/z.yaml", "adapter: box\nsystem: OneStop\n")
    (told,) = folder.problems()
    assert told.startswith("systems/z.yaml:2:9: system: tên này đã dùng trong ")
    assert told.endswith("onestop.yaml")


def test_two_links_of_one_name_are_refused(folder):
    folder.write("links/other.yaml", (folder.config / "links" / "investment.yaml").read_bytes())
    (told,) = folder.problems()
    assert told.startswith("links/other.yaml:1:7: link: tên này đã dùng trong ")


def test_a_link_is_still_checked_where_its_system_is_wrong(folder):
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    folder.replace("links/investment.yaml", "path: /dossiers", "pathh: /dossiers")
    assert [problem.partition(" ")[0] for problem in folder.problems()] == [
        "systems/investment.yaml:5:7:",
        "links/investment.yaml:4:9:",
        "links/investment.yaml:4:10:",
    ]


def test_an_unset_variable_hides_no_other_problem_and_makes_none(folder):
    folder.environ.clear()
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    assert folder.problems() == [
        "systems/investment.yaml:3:6: url: chưa đặt biến môi trường INVESTMENT_URL",
        "systems/investment.yaml:4:29: auth.token: chưa đặt biến môi trường INVESTMENT_TOKEN",
        "systems/investment.yaml:5:7: rate: phải là tốc độ như 20/s, 100/m",
        "systems/onestop.yaml:3:11: password: chưa đặt biến môi trường ONESTOP_PASSWORD",
    ]


def test_a_file_that_is_not_utf8_is_told_with_the_place_of_the_first_wrong_byte(folder):
    folder.write("systems/onestop.yaml", "system: onestop\n# Một cửa \xe9\n".encode() + b"username: \xd0\x11\n")
    assert folder.problems()[0] == "systems/onestop.yaml:3:11: (tệp): tệp không phải UTF-8; hãy lưu lại bằng UTF-8"


def test_half_a_character_is_told_wherever_it_comes_from(folder):
    folder.environ["ONESTOP_PASSWORD"] = "a\udce9"
    folder.replace("systems/investment.yaml", "rate: 20/s", 'rate: "\\ud800"')
    assert folder.problems() == [
        "systems/investment.yaml:5:7: (tệp): ký tự không có trong Unicode",
        "systems/onestop.yaml:3:11: password: biến môi trường ONESTOP_PASSWORD không phải chữ UTF-8",
    ]


def test_a_byte_order_mark_changes_no_column(folder):
    folder.write("systems/onestop.yaml", b"\xef\xbb\xbf" + b"system: onestop\nadapter: box\n")
    folder.write("connector.yaml", b"\xef\xbb\xbf" + b"stor: x\n")
    assert folder.problems() == ["connector.yaml:1:1: stor: không có khóa này; có phải là store?"]


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: &a [*a]\n",
        "a: " + "[" * 5000,
        "a: " + "{a: " * 5000,
        "".join(f"k{i}: 1\n" for i in range(30_000)),
        "# " + "x" * 1_100_000,
    ],
    ids=["aliases", "endless alias", "deep lists", "deep mappings", "many values", "huge"],
)
def test_a_bomb_is_refused_and_the_other_files_are_still_checked(folder, bomb):
    folder.write("systems/bomb.yaml", bomb)
    folder.replace("systems/investment.yaml", "rate: 20/s", "rate: fast")
    told = folder.problems()
    assert told[0].startswith("systems/bomb.yaml:")
    assert told[1].startswith("systems/investment.yaml:5:7: rate:")
    assert len(told) == 2


def test_a_configuration_that_asks_for_english_is_refused_in_english(folder):
    folder.replace("connector.yaml", "store:", "language: en\nstor:")
    assert folder.problems() == ["connector.yaml:3:1: stor: there is no such key; did you mean store?"]
    assert folder.problems(language="vi") == ["connector.yaml:3:1: stor: không có khóa này; có phải là store?"]


def test_the_refusal_says_how_many_where_and_what_to_do(folder):
    folder.replace("connector.yaml", "store:", "stor:")
    with pytest.raises(ConfigurationError) as refused:
        folder.load()
    assert refused.value.what == "Cấu hình có 1 chỗ phải sửa."
    assert refused.value.where.endswith("connector.yaml")
    assert refused.value.do
