import Glibc

/// Mail as files: each is written to `tmp/` and then renamed to `new/`, so a reader never sees half a mail.
///
/// The file is named for the mail, so writing it again replaces it. A reader that moves it to `cur/` meanwhile may see
/// it twice; the Message-ID is the same.
public struct Maildir: MailTransport {
    private let path: String
    private let syncs: Bool

    /// Makes the three directories where they are missing.
    /// - Parameter syncs: wait for the disk with every mail. Off, a power cut may lose mails that count as sent.
    public init(path: String, syncs: Bool = false) throws(MaildirError) {
        self.path = path
        self.syncs = syncs
        for directory in [path, path + "/tmp", path + "/new", path + "/cur"] {
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw MaildirError(number: errno) }
        }
    }

    public func deliver(_ mail: OutgoingMail) async -> Delivery {
        do throws(MaildirError) {
            try write(mail)
            return .accepted
        } catch {
            return .later(code: error.code)
        }
    }

    private func write(_ mail: OutgoingMail) throws(MaildirError) {
        // Two attempts at one mail never share a half-written file: the second part differs by process and moment.
        let draft = "\(path)/tmp/\(mail.name).\(getpid()).\(UInt64.random(in: 0...UInt64.max))"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw MaildirError(number: errno) }
        do throws(MaildirError) {
            defer { close(file) }
            try writeAll(envelope(mail) + mail.data, to: file)
            if syncs, fsync(file) != 0 { throw MaildirError(number: errno) }
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, "\(path)/new/\(mail.name)") == 0 else {
            let number = errno
            unlink(draft)
            throw MaildirError(number: number)
        }
        if syncs { try syncDirectory(path + "/new") }
    }

    /// What a mail server adds at final delivery: the envelope as headers.
    private func envelope(_ mail: OutgoingMail) -> [UInt8] {
        Array("Return-Path: <\(mail.from.text)>\r\nDelivered-To: \(mail.to.text)\r\n".utf8)
    }

    private func writeAll(_ bytes: [UInt8], to file: Int32) throws(MaildirError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, $0.count - written) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw MaildirError(number: errno)
            }
        }
    }

    private func syncDirectory(_ directory: String) throws(MaildirError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MaildirError(number: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw MaildirError(number: errno) }
    }
}

/// The file system said no.
public struct MaildirError: Error, Sendable, Equatable {
    /// The C library's number for it.
    public var number: Int32

    /// Stable, in snake case.
    public var code: String {
        switch number {
        case ENOSPC, EDQUOT: "maildir_full"
        case EACCES, EPERM, EROFS: "maildir_not_writable"
        case ENOENT, ENOTDIR: "maildir_missing"
        default: "maildir_failed"
        }
    }

    /// Space, rights and directories come back when someone sees to them; a mail is never to blame.
    public var isTransient: Bool { true }
}
