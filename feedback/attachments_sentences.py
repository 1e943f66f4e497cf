"""What a sender reads whose file cannot be taken: why, and what they can do."""

from __future__ import annotations

from feedback.attachments_kinds import Reason
from feedback.errors import N_

SENTENCES = {
    Reason.EMPTY: N_(
        "Tệp %(name)s không có nội dung (0 byte). Xin mở thử tệp trên máy rồi gửi lại."
    ),
    Reason.TOO_BIG: N_(
        "Tệp %(name)s nặng %(megabytes)s MB, quá mức %(most)s MB. Xin chụp hoặc lưu ở cỡ nhỏ hơn,"
        " hoặc chia thành nhiều tệp rồi gửi lại."
    ),
    Reason.LIES: N_(
        "Tệp %(name)s mang đuôi %(ending)s nhưng nội dung là %(found)s. Xin gửi tệp gốc, hoặc đổi"
        " đuôi tệp cho đúng rồi gửi lại."
    ),
    Reason.UNSUPPORTED: N_(
        "Tệp %(name)s là loại %(found)s, chưa nhận được. Xin gửi ảnh (JPEG, PNG, WebP), PDF hoặc"
        " Word (.docx)."
    ),
    Reason.UNKNOWN: N_(
        "Không nhận ra tệp %(name)s là loại gì. Xin gửi ảnh (JPEG, PNG, WebP), PDF hoặc Word"
        " (.docx)."
    ),
    Reason.HEIC: N_(
        "Ảnh %(name)s ở dạng HEIC của iPhone, chưa nhận được. Xin chụp màn hình tấm ảnh rồi gửi"
        " ảnh chụp màn hình; hoặc vào Cài đặt → Camera → Định dạng, chọn “Tương thích nhất” rồi"
        " chụp lại."
    ),
    Reason.OLD_OFFICE: N_(
        "Tệp %(name)s là tệp Office đời cũ (như .doc) hoặc đang đặt mật khẩu. Xin mở tệp, bỏ mật"
        " khẩu, lưu lại thành Word (.docx) hoặc PDF rồi gửi lại."
    ),
    Reason.ENCRYPTED: N_(
        "Tệp %(name)s đang đặt mật khẩu nên không xem được. Xin bỏ mật khẩu rồi gửi lại."
    ),
    Reason.MACROS: N_(
        "Tệp %(name)s có macro (đoạn chương trình chạy kèm) nên không nhận. Xin lưu lại thành"
        " Word thường (.docx) hoặc PDF rồi gửi lại."
    ),
    Reason.DAMAGED: N_(
        "Không đọc được tệp %(name)s: tệp bị hỏng hoặc tải lên chưa hết. Xin mở thử trên máy,"
        " lưu lại rồi gửi lại."
    ),
    Reason.INFLATES: N_(
        "Tệp %(name)s khi mở ra lớn gấp nhiều lần mức bình thường nên không nhận, vì lý do an"
        " toàn. Xin lưu lại thành PDF rồi gửi lại."
    ),
    Reason.TOO_MANY_PIXELS: N_(
        "Ảnh %(name)s quá lớn (chỉ nhận đến khoảng 40 triệu điểm ảnh). Xin chụp hoặc lưu ở cỡ nhỏ"
        " hơn rồi gửi lại."
    ),
    Reason.TOO_MANY_TOGETHER: N_(
        "Các ảnh gửi cùng một lần có khoảng %(found)s triệu điểm ảnh, quá mức %(most)s triệu. Xin"
        " lưu ảnh ở cỡ nhỏ hơn, hoặc gửi bớt ảnh."
    ),
    Reason.TOO_COMPLEX: N_(
        "Tệp %(name)s quá phức tạp, không kiểm tra xong được. Xin lưu lại thành PDF đơn giản hơn,"
        " hoặc chụp ảnh các trang cần gửi."
    ),
    Reason.BUSY: N_(
        "Đang bận kiểm tra tệp của người gửi trước. Nội dung đã viết vẫn còn; xin chờ ít giây rồi"
        " bấm gửi lại."
    ),
}
