import Foundation
import TestSupport
import Testing

@Suite("TLS", .serialized)
struct TLSTests {
    @Test("with a certificate the gateway speaks TLS 1.2 and 1.3 only, and takes a new certificate while it runs")
    func certificates() async throws {
        let ground = try await Ground()
        try await makeCertificates(in: ground.directory)
        let files = ["gateway.tls.certificate.file=now.pem", "gateway.tls.key.file=now.key"]
        let (process, url) = try await ground.startGateway(set: files, isPlain: false)
        let secure = url.replacingOccurrences(of: "http://127.0.0.1", with: "https://localhost")
        let served = await eventually(within: .seconds(30)) {
            let (output, code) = (try? await curl("--cacert ca.pem \(secure)/health/ready", ground)) ?? ("", 1)
            return code == 0 && output == "200"
        }
        #expect(served, "\(process.output)")
        #expect(try await curl("--cacert ca.pem --tlsv1.3 \(secure)/health/live", ground).output == "200")
        #expect(try await curl("--cacert ca.pem --tls-max 1.2 \(secure)/health/live", ground).output == "200")
        #expect(try await curl("\(secure)/health/live", ground).code == 60, "an authority that nobody knows")
        #expect(try await curl("\(url)/health/live", ground).code != 0, "no plain HTTP")
        #expect(try await curl("--cacert ca.pem --tls-max 1.1 \(secure)/health/live", ground).code != 0)
        let answered = try await GiroProcess.shell(
            "curl -s -D - -o /dev/null --cacert ca.pem \(secure)/health/live", in: ground.directory)
        #expect(answered.output.lowercased().contains("strict-transport-security: max-age=63072000; includesubdomains"))
        let old = "--cacert ca.pem --tls-max 1.2 --ciphers"
        #expect(try await curl("\(old) ECDHE-ECDSA-AES128-GCM-SHA256 \(secure)/health/live", ground).output == "200")
        #expect(try await curl("\(old) ECDHE-ECDSA-AES256-SHA \(secure)/health/live", ground).code != 0, "no CBC")

        #expect(try await serial(secure, ground) == "serial=01")
        _ = try await GiroProcess.shell("cp second.key now.key; cp second.pem now.pem", in: ground.directory)
        let renewed = try await eventually(within: .seconds(40)) { try await serial(secure, ground) == "serial=02" }
        #expect(renewed, "\(process.output)")
        _ = try await GiroProcess.shell("echo nothing > now.pem", in: ground.directory)
        #expect(await process.says("the old one stays", within: .seconds(40)))
        #expect(try await serial(secure, ground) == "serial=02")
        process.signal(SIGTERM)
        #expect(await process.exitCode(within: .seconds(30)) == 0)
        await ground.stop()
    }

    @Test("files that are no certificate with its key are refused at the start, with a code")
    func refused() async throws {
        let ground = try await Ground()
        try await makeCertificates(in: ground.directory)
        for files in [
            ["gateway.tls.certificate.file=first.pem", "gateway.tls.key.file=nowhere.key"],
            ["gateway.tls.certificate.file=first.pem", "gateway.tls.key.file=second.key"],
            ["gateway.tls.certificate.file=first.pem"],
        ] {
            let flags = files.flatMap { ["--set", $0] }
            let process = try GiroProcess(["gateway", "--set", "gateway.port=0"] + flags, in: ground.directory)
            #expect(await process.exitCode(within: .seconds(30)) ?? 0 != 0)
            #expect(process.output.contains("gateway.tls."), "\(process.output)")
        }
        await ground.stop()
    }

    /// The status of an answer, and curl's own code.
    private func curl(_ arguments: String, _ ground: Ground) async throws -> (output: String, code: Int32) {
        try await GiroProcess.shell(
            "curl -s -o /dev/null -w '%{http_code}' --max-time 10 \(arguments)", in: ground.directory)
    }

    private func serial(_ url: String, _ ground: Ground) async throws -> String {
        let place = url.replacingOccurrences(of: "https://", with: "")
        let script = "openssl s_client -connect \(place) </dev/null 2>/dev/null | openssl x509 -noout -serial"
        return try await GiroProcess.shell(script, in: ground.directory).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// An authority, and two certificates of it.
    private func makeCertificates(in directory: URL) async throws {
        let (output, code) = try await GiroProcess.shell(
            """
            exec 2>&1
            key() { openssl ecparam -name prime256v1 -genkey -noout -out $1; }
            key ca.key
            openssl req -x509 -new -key ca.key -out ca.pem -days 2 -subj /CN=authority \
                -addext basicConstraints=critical,CA:TRUE
            echo 'subjectAltName=DNS:localhost,IP:127.0.0.1' > names
            for name in first second; do
                key $name.key
                openssl req -new -key $name.key -subj /CN=localhost -out $name.csr
            done
            sign() { openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -set_serial $2 -extfile names -out $1.pem; }
            sign first 1; sign second 2
            cp first.pem now.pem; cp first.key now.key
            """, in: directory)
        #expect(code == 0, "\(output)")
    }
}
