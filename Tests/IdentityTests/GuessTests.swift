import Identity
import Payments
import Testing

@Suite("Guessing, and a company behind one address")
struct GuessTests {
    private let password = "correct horse"

    @Test("right log-ins do not count against the address")
    func right() async throws {
        let house = try await IdentityHouse()
        for number in 0..<4 { _ = try await house.register("p\(number)@example.org", password: password) }
        // As many as would keep the next one waiting, were they counted.
        for round in 0..<15 {
            for number in 0..<4 {
                let refusal = try await IdentityHouse.refusal {
                    _ = try await house.service.logIn(
                        name: "p\(number)@example.org", password: password, address: "192.0.2.1")
                }
                #expect(refusal == nil, "round \(round)")
            }
        }
    }

    @Test("fifty wrong ones from an address keep strangers there out, not those who have logged in from there")
    func wrong() async throws {
        let house = try await IdentityHouse()
        _ = try await house.register("ann@example.org", password: password)
        _ = try await house.register("ben@example.org", password: password)
        let service = house.service
        _ = try await service.logIn(name: "ann@example.org", password: password, address: "192.0.2.1")
        var refusals: [IdentityError.Code?] = []
        for number in 0..<53 {
            refusals.append(
                try await IdentityHouse.refusal {
                    _ = try await service.logIn(
                        name: "x\(number)@example.org", password: "wrong horse", address: "192.0.2.1")
                })
        }
        #expect(refusals.prefix(50).allSatisfy { $0 == .invalidCredentials } && refusals.last == .tooManyAttempts)
        let stranger = try await IdentityHouse.refusal {
            _ = try await service.logIn(name: "ben@example.org", password: password, address: "192.0.2.1")
        }
        #expect(stranger == .tooManyAttempts)
        _ = try await service.logIn(name: "ann@example.org", password: password, address: "192.0.2.1")
        _ = try await service.logIn(name: "ben@example.org", password: password, address: "192.0.2.2")
    }

    @Test("addresses of one IPv6 network count together, and a mapped IPv4 address as itself")
    func networks() {
        #expect(
            CountedAddress("2001:db8:1:2:3:4:5:6").text == CountedAddress("2001:DB8:1:2::9").text)
        #expect(CountedAddress("2001:db8:1:2::1").text != CountedAddress("2001:db8:1:3::1").text)
        #expect(CountedAddress("::ffff:192.0.2.1").text == "192.0.2.1")
        #expect(CountedAddress("192.0.2.1").text == "192.0.2.1")
        #expect(CountedAddress("fe80::1%eth0").text == CountedAddress("fe80::2").text)
    }
}
