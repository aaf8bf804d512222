import Gateway
import Identity
import NotificationWorker
import Settings
import Synchronization

/// The mailer of codes and notices as the settings describe it, made when the first mail is to go out: commands that
/// mail nothing make no maildir.
final class CodeMail: Sendable {
    private let settings: NotificationSettings
    private let mailer = Mutex<CodeMailer?>(nil)

    init(_ settings: NotificationSettings) { self.settings = settings }

    func send(_ code: String, for purpose: CodePurpose, to email: String, locale: String) async -> Bool {
        await made()?.send(code, for: purpose.mail, to: email, locale: locale) ?? false
    }

    func tell(_ notice: Notice) async -> NoticeOutcome {
        guard let mailer = made() else { return .later }
        let details = notice.details.map { ($0.label.rawValue, $0.value.isEmpty ? nil : $0.value) }
        let delivery = await mailer.tell(
            notice.kind.rawValue, id: notice.id.description, details: details, name: notice.name, to: notice.email,
            locale: notice.locale)
        switch delivery {
        case .accepted: return .sent
        case .later: return .later
        case .refused: return .never
        }
    }

    private func made() -> CodeMailer? {
        try? mailer.withLock { mailer in
            let made = try mailer ?? RunningWorker.codeMailer(settings)
            mailer = made
            return made
        }
    }
}

extension CodePurpose {
    fileprivate var mail: CodeMailer.Purpose {
        switch self {
        case .login: .login
        case .address: .address
        }
    }
}
