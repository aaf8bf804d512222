import Payments
import Testing
import Webhooks

@Suite("Where endpoints may be")
struct WebhookURLTests {
    private func isTaken(_ url: String, _ rules: WebhookURL.Rules = .init()) -> Bool {
        (try? WebhookURL(url, rules: rules)) != nil
    }

    @Test(
        "public hosts over https are taken",
        arguments: [
            "https://shop.example", "https://shop.example/hooks/giro?tenant=7&x=%20", "https://shop.example:8443/",
            "https://a-b.c_d.example/x", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/",
        ])
    func taken(url: String) { #expect(isTaken(url)) }

    @Test(
        "what is not https, not a plain host, or not public is refused",
        arguments: [
            "http://shop.example/", "ftp://shop.example/", "shop.example", "", "https://", "https:///x",
            "https://ann:secret@shop.example/", "https://shop.example@evil.example/", "https://shop.example/#part",
            "https://shop.example:22/", "https://shop.example:0/", "https://shop.example:+443/",
            "https://shop.example:/", "https://shop.example/a b", "https://shop.example/\n",
            "https://shop.example\\@x/",
            "https://-shop.example/", "https://shop..example/", "https://[::1/", "https://::1/",
            "https://127.0.0.1/", "https://10.1.2.3/", "https://172.16.0.1/", "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://0.0.0.0/",
            "https://255.255.255.255/", "https://224.0.0.1/", "https://[::1]/", "https://[::]/", "https://[fe80::1]/",
            "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/",
            "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001:db8::1]/", "https://[ff02::1]/",
            "https://2130706433/", "https://0x7f000001/", "https://127.1/", "https://0177.0.0.1/", "https://shop.0x7f/",
            "https://" + String(repeating: "a", count: 64) + ".example/",
            "https://shop.example/" + String(repeating: "a", count: 2_048),
        ])
    func refused(url: String) { #expect(!isTaken(url)) }

    @Test("settings let through what they name, and nothing beside it")
    func settings() throws {
        let loopback = AddressRules(allowed: [try #require(IPRange("127.0.0.0/8")), try #require(IPRange("::1"))])
        let rules = WebhookURL.Rules(requiresTLS: false, ports: nil, addresses: loopback)
        #expect(isTaken("http://127.0.0.1:31337/", rules) && isTaken("http://[::1]/", rules))
        #expect(isTaken("http://[::ffff:127.0.0.1]/", rules), "the same address in another spelling")
        #expect(!isTaken("http://10.0.0.1/", rules) && !isTaken("http://169.254.169.254/", rules))
        #expect(!isTaken("https://shop.example:8443/", .init(ports: [443])))
    }

    @Test("a refusal repeats nothing of the URL")
    func silence() {
        #expect(throws: WebhookURL.Refusal(reason: "must hold no user or password")) {
            try WebhookURL("https://ann:secret@shop.example/", rules: .init())
        }
    }
}

@Suite("Ranges of addresses")
struct IPRangeTests {
    @Test("a range ends at its last bit")
    func edges() throws {
        let range = try #require(IPRange("172.16.0.0/12"))
        #expect(range.contains(try #require(IPAddress("172.31.255.255"))))
        #expect(!range.contains(try #require(IPAddress("172.32.0.0"))))
        #expect(!range.contains(try #require(IPAddress("::ac10:1"))))
        #expect(try #require(IPRange("0.0.0.0/0")).contains(try #require(IPAddress("8.8.8.8"))))
        #expect(try #require(IPRange("10.0.0.1")).contains(try #require(IPAddress("::ffff:10.0.0.1"))))
        for text in ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "", "x", "::/129", "1.2.3.4/8/8"] {
            #expect(IPRange(text) == nil, "\(text)")
        }
    }
}
