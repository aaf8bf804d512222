import Foundation
import NotificationWorker
import Payments
import Testing

@Suite("The maildir")
struct MaildirTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("mail") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mail(_ name: String = "a.b.c", text: String = "Subject: x\r\n\r\ny\r\n") throws -> OutgoingMail {
        OutgoingMail(
            name: name, from: try sender().address, to: try #require(MailAddress("ann@wallet.example")),
            data: Array(text.utf8))
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }

    @Test("has one file for a mail however often it is written", arguments: [true, false])
    func idempotent(syncs: Bool) async throws {
        let maildir = try Maildir(path: path, syncs: syncs)
        for _ in 0..<3 { #expect(await maildir.deliver(try mail()) == .accepted) }
        #expect(await maildir.deliver(try mail("d.e.f")) == .accepted)
        #expect(try files("new") == ["a.b.c", "d.e.f"])
        #expect(try files("tmp").isEmpty)
        #expect(try files("cur").isEmpty)
        let text = try String(contentsOfFile: "\(path)/new/a.b.c", encoding: .utf8)
        #expect(
            text == "Return-Path: <bank@giro.example>\r\nDelivered-To: ann@wallet.example\r\nSubject: x\r\n\r\ny\r\n")
    }

    @Test("has whole files only, when many write the same mail at once")
    func concurrent() async throws {
        let maildir = try Maildir(path: path)
        let mail = try mail(text: String(repeating: "x", count: 200_000))
        await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { #expect(await maildir.deliver(mail) == .accepted) } }
        }
        #expect(try files("new") == ["a.b.c"])
        #expect(try files("tmp").isEmpty)
        let size = try FileManager.default.attributesOfItem(atPath: "\(path)/new/a.b.c")[.size] as? Int
        #expect((size ?? 0) > 200_000)
    }

    @Test("can be read by its owner only")
    func rights() async throws {
        _ = try await Maildir(path: path).deliver(mail())
        for (file, expected) in [("", 0o700), ("/new", 0o700), ("/new/a.b.c", 0o600)] {
            let rights = try FileManager.default.attributesOfItem(atPath: path + file)[.posixPermissions] as? Int
            #expect(rights == expected)
        }
    }

    @Test("that has gone is trouble for later, not the mail's end")
    func missing() async throws {
        let maildir = try Maildir(path: path)
        try FileManager.default.removeItem(atPath: path)
        #expect(await maildir.deliver(try mail()) == .later(code: "maildir_missing"))
    }

    @Test("cannot be made where there is a file")
    func notADirectory() throws {
        try Data().write(to: URL(filePath: path))
        #expect(throws: MaildirError.self) { try Maildir(path: path) }
    }
}
