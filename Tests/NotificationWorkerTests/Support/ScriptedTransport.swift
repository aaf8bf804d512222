import NotificationWorker
import Synchronization

/// Keeps what it is given and answers as it was told, `accepted` when it was told nothing.
final class ScriptedTransport: MailTransport {
    private let state = Mutex<(mails: [OutgoingMail], answers: [Delivery])>(([], []))

    var mails: [OutgoingMail] { state.withLock { $0.mails } }

    func answer(_ answers: Delivery...) { state.withLock { $0.answers += answers } }

    func deliver(_ mail: OutgoingMail) async -> Delivery {
        state.withLock { state in
            state.mails.append(mail)
            return state.answers.isEmpty ? .accepted : state.answers.removeFirst()
        }
    }
}
