"""What an operator reads of each kind of mismatch: why it is one, with the values, and what to do about it.

A reason is one sentence. ``{source}``, ``{target}``, ``{paper}`` and ``{portal}`` are the values there, ``{sides}`` all
of them with the name of each side, ``{field}`` the name of the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.domain.kinds import Desk, Kind, Said


@dataclass(frozen=True, slots=True)
class Sentences:
    """``advice`` names each desk at which it may be put right; the first is the usual one."""

    reason: Said
    advice: Mapping[Desk, Said]


def _one(vi: str, en: str, desk: Desk, advice_vi: str, advice_en: str) -> Sentences:
    return Sentences(Said(vi, en), {desk: Said(advice_vi, advice_en)})


SENTENCES: dict[Kind, Sentences] = {
    Kind.ONLY_IN_TARGET: _one(
        "Một cửa có hồ sơ ({target}), phần mềm chuyên ngành không có.",
        "The one-stop has the dossier ({target}), the specialized software does not.",
        Desk.DIVISION,
        "Chuyển hoặc nhập hồ sơ vào phần mềm chuyên ngành.",
        "Enter the dossier into the specialized software.",
    ),
    Kind.ONLY_IN_SOURCE: _one(
        "Phần mềm chuyên ngành có hồ sơ ({source}), một cửa không có.",
        "The specialized software has the dossier ({source}), the one-stop does not.",
        Desk.ONE_STOP,
        "Bổ sung tiếp nhận trên một cửa với ngày nhận thực tế; không lùi ngày.",
        "Receive it in the one-stop too, with the real day of receipt; do not date it back.",
    ),
    Kind.PAPER_NOT_ENTERED: _one(
        "Sổ giấy có hồ sơ ({paper}), cả hai phần mềm đều không có.",
        "The paper register has the dossier ({paper}), neither software does.",
        Desk.ONE_STOP,
        "Nhập bổ sung trên một cửa theo sổ giấy và báo lãnh đạo.",
        "Enter it in the one-stop as the register has it, and report it.",
    ),
    Kind.NOT_IN_REGISTER: _one(
        "Phần mềm có hồ sơ ({sides}), sổ giấy ghi kênh và ngày này nhưng không có hồ sơ.",
        "The software has the dossier ({sides}), the register that covers its channel and day does not.",
        Desk.REGISTER,
        "Kiểm tra sổ theo dõi: có dòng không ghi mã được gợi ý thì ghi mã vào dòng đó; hồ sơ không dùng giấy thì loại "
        "khỏi phạm vi của sổ (covers).",
        "Check the register: where a row without a code is suggested, write the code there; if the dossier never was "
        "on paper, leave it out of what the register covers.",
    ),
    Kind.DUPLICATE_DOSSIER: _one(
        "Cùng người, cùng thủ tục, nhận gần nhau, hoặc cùng bộ giấy tờ, với mã {target}.",
        "Same person, same procedure, received close together, or the same papers, as {target}.",
        Desk.ONE_STOP,
        "Giữ một hồ sơ, hủy hồ sơ kia có lý do.",
        "Keep one dossier; cancel the other with a reason.",
    ),
    Kind.CODE_COLLISION: _one(
        "Một mã hồ sơ ứng với những hồ sơ khác nhau ({sides}).",
        "One code stands for different dossiers ({sides}).",
        Desk.CONNECTOR,
        "Không tự ghép; xác định đúng hồ sơ, sửa mã ở bên sai hoặc lập bảng ánh xạ mã.",
        "Do not link them; find out which is which, and mend the wrong code or map it.",
    ),
    Kind.RECEIVED_AT_DIFFERS: _one(
        "Ngày tiếp nhận không thống nhất ({sides}).",
        "The day of receipt is not the same everywhere ({sides}).",
        Desk.ONE_STOP,
        "Đối chiếu giấy tiếp nhận (mẫu 01) và đính chính có biên bản ở bên sai.",
        "Check it against the printed receipt and correct the wrong side, on record.",
    ),
    Kind.TIME_ZONE_SHIFT: _one(
        "Cùng một thời điểm nhưng lệch múi giờ hoặc thiếu giờ, trường {field} ({sides}).",
        "The same moment told in another time zone or without its hour, field {field} ({sides}).",
        Desk.CONNECTOR,
        "Không cần sửa hồ sơ; đặt đúng múi giờ (zone) cho cột này trong cấu hình.",
        "No dossier is to be mended; set the column's time zone in the configuration.",
    ),
    Kind.DUE_AT_EXPLAINED: _one(
        "Ngày hẹn trả lệch do cách tính ngày nghỉ hoặc thời gian tạm dừng ({sides}).",
        "Due dates differ by how holidays or pauses are counted ({sides}).",
        Desk.CONNECTOR,
        "Ghi nhận; kiểm tra lịch nghỉ của phần mềm tính sai.",
        "Take note; check the holidays of the software that counts wrongly.",
    ),
    Kind.DUE_AT_DIFFERS: _one(
        "Ngày hẹn trả không thống nhất ({sides}).",
        "The due date is not the same everywhere ({sides}).",
        Desk.ONE_STOP,
        "Sửa theo giấy hẹn đã in (mẫu 01).",
        "Correct it to the printed receipt.",
    ),
    Kind.TARGET_BEHIND: _one(
        "Phần mềm chuyên ngành đã đến “{source}”, một cửa còn “{target}”.",
        "The specialized software has come to “{source}”, the one-stop still says “{target}”.",
        Desk.ONE_STOP,
        "Cập nhật tiến độ trên một cửa, hoặc cho bộ kết nối gửi (connector holds, connector sync).",
        "Bring the one-stop up to date, or let the connector send it (connector holds, connector sync).",
    ),
    Kind.RETURNED_NOT_CLOSED: _one(
        "Sổ giấy ghi {paper}, một cửa còn “{target}”.",
        "The paper register says {paper}, the one-stop still says “{target}”.",
        Desk.ONE_STOP,
        "Kết thúc hồ sơ trên một cửa, ghi ngày trả thực tế theo sổ.",
        "Close the dossier in the one-stop with the real day of return from the register.",
    ),
    Kind.CLOSED_NOT_RETURNED: Sentences(
        Said(
            "Phần mềm báo đã trả, sổ giấy ghi {paper} ({sides}).",
            "The software says it was returned, the paper register says {paper} ({sides}).",
        ),
        {
            Desk.ONE_STOP: Said(
                "Trả kết quả cho người dân, hoặc mở lại hồ sơ trên một cửa (10 → 4) theo thẩm quyền.",
                "Hand the result over, or reopen the dossier in the one-stop (10 → 4) with authority.",
            ),
            Desk.DIVISION: Said(
                "Bỏ trạng thái đã trả trên phần mềm chuyên ngành cho đến khi bộ phận một cửa trả thật.",
                "Take the return back in the specialized software until the one-stop unit has handed it over.",
            ),
        },
    ),
    Kind.BULK_CLOSED: _one(
        "Một người kết thúc dồn {source}, chậm nhiều ngày so với lúc xong việc.",
        "One person closed {source} in one go, days after the work had ended.",
        Desk.NOBODY,
        "Chuyển danh sách cho lãnh đạo; không sửa tự động.",
        "Hand the list to the head of the office; nothing is corrected by itself.",
    ),
    Kind.FINISHED_BEFORE_RECEIVED: _one(
        "Kết quả có {field} trước ngày tiếp nhận ({sides}).",
        "The result's day ({field}) lies before the day of receipt ({sides}).",
        Desk.DIVISION,
        "Kiểm tra hồ sơ giấy: nhận ngoài, lùi ngày hay nhập sai; sửa bên sai có lý do.",
        "Check the papers: received outside, dated back or mistyped; correct the wrong side with a reason.",
    ),
    Kind.ILLEGAL_TRANSITION: _one(
        "Tiến độ có bước chuyển trạng thái không hợp lệ ({sides}).",
        "The steps hold a change of state that is not allowed ({sides}).",
        Desk.DIVISION,
        "Xem lịch sử xử lý; bổ sung bước thiếu hoặc ghi lý do đính chính.",
        "Look at the history; add the missing step, or the reason of the correction.",
    ),
    Kind.STATUS_LAUNDERED: _one(
        "Cổng DVCQG, hay hệ thống có tệp xuất làm chứng, hiện “{portal}”, một cửa còn “{target}”.",
        "The national portal, or a system whose export is a witness, shows “{portal}”, the one-stop says “{target}”.",
        Desk.PORTAL,
        "Gửi lại trạng thái đúng lên bên đó; bỏ quy tắc đổi 5, 6, 8 thành 9 khi đồng bộ.",
        "Send the true state there again; remove the rule that turns 5, 6 and 8 into 9.",
    ),
    Kind.PROCEDURE_SUPERSEDED: _one(
        "Mã thủ tục cũ và mới của cùng một thủ tục ({sides}).",
        "Old and new code of one procedure ({sides}).",
        Desk.CONNECTOR,
        "Cập nhật danh mục thủ tục ở bên dùng mã cũ, hoặc giữ ánh xạ theo ngày hiệu lực.",
        "Update the catalogue of the side that uses the old code, or keep the dated mapping.",
    ),
    Kind.PROCEDURE_DIFFERS: _one(
        "Hai bên ghi hai thủ tục khác nhau ({sides}).",
        "The sides name different procedures ({sides}).",
        Desk.ONE_STOP,
        "Đối chiếu hồ sơ giấy, đổi thủ tục ở bên sai có lý do.",
        "Check the papers; change the procedure on the wrong side, with a reason.",
    ),
    Kind.AGENCY_RECODED: _one(
        "Mã cơ quan cũ và mới của cùng một cơ quan ({sides}).",
        "Old and new code of one agency ({sides}).",
        Desk.NOBODY,
        "Không cần sửa; ánh xạ mã cơ quan đã có trong danh mục.",
        "Nothing to mend; the catalogue maps the agency's codes.",
    ),
    Kind.AGENCY_DIFFERS: _one(
        "Hai bên ghi hai cơ quan giải quyết khác nhau ({sides}).",
        "The sides name different agencies ({sides}).",
        Desk.ONE_STOP,
        "Chuyển hồ sơ về đúng đơn vị, hoặc bổ sung ánh xạ mã cơ quan vào danh mục.",
        "Forward the dossier to the right agency, or add the mapping of its codes to the catalogue.",
    ),
    Kind.APPLICANT_DIFFERS: _one(
        "Thông tin chủ hồ sơ không thống nhất, trường {field} ({sides}).",
        "The applicant is not told the same, field {field} ({sides}).",
        Desk.ONE_STOP,
        "Đối chiếu giấy tờ của chủ hồ sơ và sửa bên sai.",
        "Check the applicant's papers and correct the wrong side.",
    ),
    Kind.DOCUMENTS_DIFFER: _one(
        "Thành phần hồ sơ không thống nhất ({sides}).",
        "The documents handed in are not the same ({sides}).",
        Desk.DIVISION,
        "Tải lại giấy tờ còn thiếu.",
        "Load the missing documents again.",
    ),
    Kind.RESULT_MISSING: _one(
        "Hồ sơ “{source}” nhưng không có tệp kết quả, hoặc tệp kết quả chính là giấy tờ nộp vào.",
        "The dossier is “{source}” without a result file, or with a paper handed in as its result.",
        Desk.DIVISION,
        "Đính kèm kết quả điện tử đã ký số.",
        "Attach the signed electronic result.",
    ),
    Kind.RECEIPT_UNSIGNED: _one(
        "Giấy tiếp nhận chưa được ký số hoặc chữ ký không hợp lệ ({sides}).",
        "The receipt is not signed, or by an invalid signature ({sides}).",
        Desk.ONE_STOP,
        "Ký số bổ sung giấy tiếp nhận.",
        "Sign the receipt.",
    ),
    Kind.ENDED_ON_ONE_SIDE: _one(
        "Hồ sơ đã kết thúc khác (từ chối, rút, dừng) ở một bên ({sides}).",
        "The dossier was refused, withdrawn or stopped on one side only ({sides}).",
        Desk.ONE_STOP,
        "Kiểm tra đơn rút hoặc thông báo, rồi kết thúc hay mở lại ở bên kia.",
        "Check the request or notice, then end or reopen it on the other side.",
    ),
    Kind.PAUSED_ON_ONE_SIDE: _one(
        "Hồ sơ tạm dừng ở một bên ({sides}).",
        "The dossier is paused on one side only ({sides}).",
        Desk.ONE_STOP,
        "Đồng bộ việc tạm dừng và tính lại hạn trả.",
        "Bring the pause across and work out the due date again.",
    ),
    Kind.FEE_DIFFERS: _one(
        "Phí, lệ phí không thống nhất ({sides}).",
        "Fees are not told the same ({sides}).",
        Desk.ONE_STOP,
        "Đối chiếu chứng từ thanh toán và cập nhật bên sai.",
        "Check the receipt of payment and correct the wrong side.",
    ),
    Kind.OVERDUE_WITHOUT_APOLOGY: _one(
        "Hồ sơ quá hạn ({sides}) và chưa có văn bản xin lỗi.",
        "The dossier is overdue ({sides}) and no letter of apology was sent.",
        Desk.ONE_STOP,
        "Ban hành văn bản xin lỗi và hẹn lại ngày trả.",
        "Send the letter of apology with a new due date.",
    ),
    Kind.RECEIVED_LATE: _one(
        "Hồ sơ nộp trực tuyến ({sides}) quá 8 giờ làm việc chưa được tiếp nhận.",
        "Handed in online ({sides}) and not received within 8 working hours.",
        Desk.ONE_STOP,
        "Tiếp nhận hoặc từ chối ngay.",
        "Receive or refuse it now.",
    ),
    Kind.TEXT_ENCODING: _one(
        "Chữ bị lỗi hoặc còn bảng mã cũ, trường {field} ({sides}).",
        "Damaged characters, or a legacy character table, in field {field} ({sides}).",
        Desk.CONNECTOR,
        "Chuyển mã cột này sang Unicode ở bên sai.",
        "Convert the column to Unicode on the wrong side.",
    ),
    Kind.UNKNOWN_VALUE: _one(
        "Giá trị của {field} chưa có nghĩa trong cấu hình ({sides}).",
        "A value of {field} has no meaning in the configuration yet ({sides}).",
        Desk.CONNECTOR,
        "Bổ sung giá trị vào bảng values của trường này.",
        "Add the value to the field's table of values.",
    ),
    Kind.TARGET_AHEAD: Sentences(
        Said(
            "Một cửa đã “{target}”, phần mềm chuyên ngành còn “{source}”.",
            "The one-stop says “{target}”, the specialized software still “{source}”.",
        ),
        {
            Desk.ONE_STOP: Said(
                "Kiểm tra bên nào đúng; cập nhật phần mềm chuyên ngành, hoặc mở lại trên một cửa theo thẩm quyền.",
                "Find out who is right; update the specialized software, or reopen it in the one-stop with authority.",
            ),
            Desk.DIVISION: Said(
                "Hồ sơ giấy xác nhận một cửa đúng: cập nhật phần mềm chuyên ngành.",
                "The paper bears the one-stop out: update the specialized software.",
            ),
        },
    ),
    Kind.STEPS_MISSING: _one(
        "Một cửa thiếu bước xử lý: {source}.",
        "The one-stop lacks steps: {source}.",
        Desk.ONE_STOP,
        "Cập nhật các bước còn thiếu trên một cửa, hoặc cho bộ kết nối gửi.",
        "Add the missing steps in the one-stop, or let the connector send them.",
    ),
    Kind.RECORDED_LATE: _one(
        "Việc được ghi vào phần mềm chậm hơn một ngày làm việc ({sides}).",
        "It was put on record more than a working day after it happened ({sides}).",
        Desk.DIVISION,
        "Nhắc cập nhật trong ngày; ghi lý do nếu có.",
        "See that it is recorded the same day; write down the reason if there is one.",
    ),
    Kind.FINISH_BACKDATED: _one(
        "Cập nhật làm thời hạn đẹp hơn nhưng được ghi chậm so với thực tế, trường {field} ({sides}).",
        "The update makes a deadline look better and was recorded late, field {field} ({sides}).",
        Desk.DIVISION,
        "Xác nhận ngày thực tế bằng giấy tờ rồi cho gửi hoặc bác (connector holds).",
        "Confirm the real day by the papers, then release or reject it (connector holds).",
    ),
    Kind.FIELD_DIFFERS: _one(
        "Trường {field} không thống nhất ({sides}).",
        "Field {field} is not the same everywhere ({sides}).",
        Desk.ONE_STOP,
        "Đối chiếu và sửa bên sai.",
        "Compare and correct the wrong side.",
    ),
}
