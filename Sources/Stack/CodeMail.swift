import NotificationWorker
import Settings
import Synchronization

/// The mailer of codes as the settings describe it, made when the first code is to go out: commands that mail nothing
/// make no maildir.
final class CodeMail: Sendable {
    private let settings: NotificationSettings
    private let mailer = Mutex<CodeMailer?>(nil)

    init(_ settings: NotificationSettings) { self.settings = settings }

    func send(_ code: String, to email: String, locale: String) async -> Bool {
        let mailer = try? mailer.withLock { mailer in
            let made = try mailer ?? RunningWorker.codeMailer(settings)
            mailer = made
            return made
        }
        return await mailer?.send(code, to: email, locale: locale) ?? false
    }
}
