import Settings
import Testing

@Suite("Settings of metrics, health and traces")
struct ObservabilitySettingsTests {
    @Test("without any, metrics are served on loopback and spans go nowhere")
    func standard() throws {
        let shown = try Fixture.load().observability
        #expect(shown.listen?.host == "127.0.0.1")
        #expect(shown.listen?.port == 0)
        #expect(shown.tracesEndpoint == nil)
        #expect(shown.stuckAfter == .seconds(120))
    }

    @Test(
        "an address is host and port, an IPv6 one in brackets",
        arguments: [("0.0.0.0:9464", "0.0.0.0", 9464), ("[::1]:80", "::1", 80), ("giro-1:0", "giro-1", 0)])
    func address(text: String, host: String, port: Int) throws {
        let listen = try Fixture.load(flags: ["metrics.listen=\(text)"]).observability.listen
        #expect(listen?.host == host)
        #expect(listen?.port == port)
    }

    @Test("off serves nothing")
    func off() throws {
        #expect(try Fixture.load(flags: ["metrics.listen=off"]).observability.listen == nil)
    }

    @Test("what is no address, no URL, no share or no header is refused")
    func refused() {
        let flags = [
            "metrics.listen=9464", "traces.endpoint=collector:4318", "traces.headers=token",
        ]
        #expect(
            Set(Fixture.problems(flags: flags)) == [
                "metrics.listen invalid_value", "traces.endpoint invalid_value", "traces.headers invalid_value",
            ])
        #expect(Fixture.problems(flags: ["traces.sample=1.5"]) == ["traces.sample invalid_value"])
        #expect(Fixture.problems(flags: ["metrics.listen=::1:80"]) == ["metrics.listen invalid_value"])
    }

    @Test("headers are name and value, also from a file, and shown to nobody")
    func headers() throws {
        let settings = try Fixture.load(flags: ["traces.headers=x-token=a=b,x-other=c"])
        #expect(settings.observability.tracesHeaders.map(\.name) == ["x-token", "x-other"])
        #expect(settings.observability.tracesHeaders.map(\.value) == ["a=b", "c"])
        let shown = settings.all.first { $0.key.name == "traces.headers" }?.shown
        #expect(shown?.contains("a=b") == false)
    }
}
