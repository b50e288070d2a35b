"""What is wrong with a configuration is told at its line and column, all of it at once, and nothing else is harmed."""

import pytest


def test_a_right_configuration_has_no_problem(folder):
    assert folder.load().links["investment"].policy.mode == "push"


#: (file, what was right, what is written instead, what is told)
_BACKSLASH = "dấu gạch chéo ngược có nghĩa khác trong nháy kép: viết đường dẫn Windows bằng /, hoặc trong nháy đơn"
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
    (
        "systems/investment.yaml",
        "type: bearer",
        "type: bearr",
        "4:14: auth.type: phải là một trong: bearer, basic; có phải là bearer?",
    ),
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
    *(
        (
            "systems/onestop.yaml",
            "adapter: box",
            f'adapter: "C:\\{folder}\\a.xlsx"',
            f"2:{column}: (tệp): {_BACKSLASH}",
        )
        for folder, column in (("MotCua", 14), ("xuat", 15), ("unit", 15))
    ),
    (
        "systems/onestop.yaml",
        "adapter: box",
        "adapter: [box",
        "3:9: (tệp): thiếu dấu phẩy, hoặc thiếu dấu ] hay } đóng",
    ),
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
    (
        "connector.yaml",
        "sqlite:///var/connector.db",
        "ftp://kho.example.vn/connector",
        "2:8: store: phải là sqlite:/// hoặc postgresql+psycopg://, kho của connector không dùng loại khác",
    ),
    *(
        (
            "connector.yaml",
            "store:",
            f'alerts: {{webhook: {{url: "{url}"}}}}\nstore:',
            "2:25: alerts.webhook.url: phải là địa chỉ http:// hoặc https:// đầy đủ",
        )
        for url in (
            "ftp://tin.example.vn/x",
            "tin.example.vn/x",
            "https:///x",
            "https://tin.example.vn:x/",
            "https://a ",
        )
    ),
    (
        "connector.yaml",
        "store:",
        "alerts: {mail: {host: smtp://thu.example.vn, from: a@example.vn, to: [b@example.vn]}}\nstore:",
        "2:23: alerts.mail.host: phải là tên máy chủ, như mail.example.vn, không có smtp:// và không có /",
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
    ("links/investment.yaml", "every 5m", "every 0s", "9:18: schedule.sync: phải viết như every 5m, ít nhất 1s"),
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
