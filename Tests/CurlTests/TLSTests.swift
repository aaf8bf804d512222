import Curl
import Testing

@Suite("TLS settings, against OpenSSL's server")
struct TLSTests {
    private let client = CurlClient()
    private let certificates: Certificates

    init() async throws {
        certificates = try await Certificates()
    }

    @Test("a certificate of an authority that is not trusted is refused by default, before anything is sent")
    func verifiesByDefault() async throws {
        let server = try await TLSServer(certificates)
        let failure = await error { try await client.perform(HTTPRequest(url: server.url)) }
        #expect(failure?.code == .certificateRejected)
        #expect(failure?.mayHaveTakenEffect == false)
    }

    @Test("a trusted authority is enough")
    func trustsAuthority() async throws {
        let server = try await TLSServer(certificates)
        let tls = TLSSettings(authorityFile: certificates.authority)
        #expect(try await client.perform(HTTPRequest(url: server.url, tls: tls)).status == 200)
    }

    @Test("a certificate for another host is refused")
    func verifiesHost() async throws {
        let server = try await TLSServer(certificates)
        let tls = TLSSettings(authorityFile: certificates.authority)
        let failure = await error {
            try await client.perform(HTTPRequest(url: "https://localhost:\(server.port)/", tls: tls))
        }
        #expect(failure?.code == .certificateRejected)
    }

    @Test("verification is left out only when told so")
    func skipsVerification() async throws {
        let server = try await TLSServer(certificates)
        let tls = TLSSettings(verifiesPeer: false)
        #expect(try await client.perform(HTTPRequest(url: server.url, tls: tls)).status == 200)
    }

    @Test("a server that wants a client certificate takes the given one and no connection without")
    func clientCertificate() async throws {
        let server = try await TLSServer(certificates, options: ["-Verify", "1", "-verify_return_error"])
        var tls = TLSSettings(authorityFile: certificates.authority)
        #expect(await error { try await client.perform(HTTPRequest(url: server.url, tls: tls)) } != nil)
        tls.clientCertificateFile = certificates.clientCertificate
        tls.clientKeyFile = certificates.clientKey
        #expect(try await client.perform(HTTPRequest(url: server.url, tls: tls)).status == 200)
    }

    @Test(
        "no connection has a cipher suite that does not encrypt and authenticate in one step",
        arguments: [
            ("ECDHE-ECDSA-AES256-SHA", false), ("ECDHE-ECDSA-AES128-SHA256", false),
            ("ECDHE-ECDSA-AES256-GCM-SHA384", true),
        ])
    func cipherSuites(offered: String, isTaken: Bool) async throws {
        let server = try await TLSServer(certificates, options: ["-tls1_2", "-cipher", offered])
        let request = HTTPRequest(url: server.url, tls: TLSSettings(authorityFile: certificates.authority))
        if isTaken {
            #expect(try await client.perform(request).status == 200)
        } else {
            let failure = await error { try await client.perform(request) }
            #expect(failure?.code == .tlsFailed && failure?.mayHaveTakenEffect == false)
        }
    }

    @Test("a file that is no certificate is a fault of the settings")
    func badFiles() async throws {
        let server = try await TLSServer(certificates)
        let tls = TLSSettings(
            authorityFile: certificates.authority, clientCertificateFile: "/dev/null", clientKeyFile: "/dev/null")
        let failure = await error { try await client.perform(HTTPRequest(url: server.url, tls: tls)) }
        #expect(failure?.code == .tlsSettings)
        #expect(failure?.isTransient == true)
    }
}
