import Foundation

/// A mail as Python's email package reads it.
struct ParsedMail: Decodable {
    struct Part: Decodable {
        let type: String
        let charset: String?
        let encoding: String?
        let text: String
    }

    /// Decoded, unfolded, in the order in which they stand.
    let headers: [[String]]
    let type: String
    /// The leaves.
    let parts: [Part]
    /// What the parser found wrong, headers and parts together.
    let defects: [String]

    func header(_ name: String) -> [String] { headers.filter { $0[0] == name }.map { $0[1] } }

    static func read(_ mails: [[UInt8]]) async throws -> [ParsedMail] {
        let directory = try TemporaryDirectory()
        for (index, mail) in mails.enumerated() {
            try Data(mail).write(to: URL(filePath: directory.file("\(index).eml")))
        }
        try await PythonScript.run(script, [directory.path, String(mails.count)])
        let data = try Data(contentsOf: URL(filePath: directory.file("parsed.json")))
        return try JSONDecoder().decode([ParsedMail].self, from: data)
    }

    private static let script = """
        import email, email.policy, json, os, sys

        def defects(message):
            found = [repr(d) for d in message.defects]
            found += [repr(d) for value in message.values() for d in getattr(value, "defects", [])]
            if not message.is_multipart() and "\\n" in message.get_content().replace("\\r\\n", ""):
                found.append("a bare line feed")
            return found + [d for part in message.iter_parts() for d in defects(part)]

        def parsed(path):
            message = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.SMTP)
            leaves = [part for part in message.walk() if not part.is_multipart()]
            return {
                "headers": [[name, str(value)] for name, value in message.items()],
                "type": message.get_content_type(),
                "parts": [{"type": p.get_content_type(), "charset": p.get_content_charset(),
                           "encoding": p["Content-Transfer-Encoding"],
                           "text": p.get_content().replace("\\r\\n", "\\n")} for p in leaves],
                "defects": defects(message),
            }

        directory, count = sys.argv[1], int(sys.argv[2])
        mails = [parsed(os.path.join(directory, "%d.eml" % index)) for index in range(count)]
        with open(os.path.join(directory, "parsed.json"), "w") as file:
            json.dump(mails, file)
        """
}
