import CloudEvents
import Testing

@Suite("Event types")
struct EventTypeTests {
    @Test("name and version are told apart at the last point")
    func parsing() {
        #expect(EventType("wallet.debited.v1") == EventType(name: "wallet.debited", version: 1))
        #expect(EventType("a.v1.v20") == EventType(name: "a.v1", version: 20))
        #expect(EventType("a.v9999")?.text == "a.v9999")
    }

    @Test(
        "anything without a version is refused",
        arguments: ["", "v1", ".v1", "a", "a.1", "a.v", "a.v0", "a.v01", "a.v-1", "a.v1x", "a.v10000", "a.V1"])
    func refused(text: String) {
        #expect(EventType(text) == nil)
    }
}
