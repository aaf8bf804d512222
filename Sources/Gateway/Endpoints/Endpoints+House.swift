import Hummingbird

extension Endpoints {
    /// What is not about anybody.
    static let house = [
        Endpoint(.get, "/health/live", .everybody, { _, _ in .json(HealthView(status: "ok")) }),
        Endpoint(.get, "/health/ready", .everybody, ready),
        Endpoint(
            .get, "/.well-known/jwks.json", .everybody,
            { _, services in .text(services.identity.tokens.jwks, "application/json") }),
        Endpoint(.get, "/openapi.yaml", .everybody, { _, services in .text(services.pages.yaml, "application/yaml") }),
        Endpoint(.get, "/openapi.json", .everybody, { _, services in .text(services.pages.json, "application/json") }),
        Endpoint(.get, "/docs", .everybody, page),
        Endpoint(.get, "/", .everybody, home),
    ]

    /// The databases answer, and what is read of the workers' tables may be read.
    private static func ready(_ call: Call, _ services: Services) async throws -> Answer {
        try await services.house.readiness.check {
            _ = try await services.reads.readSide.run { try $0.execute(CheckReadSide()) }
            for pool in [services.reads.own, services.identity.pool] {
                _ = try await pool.run { try $0.execute(Ping()) }
            }
        }
        return .json(HealthView(status: "ok"))
    }

    /// Where to go on: to the page about the API, or for programs what there is.
    private static func home(_ call: Call, _ services: Services) async throws -> Answer {
        let wantsPage = (call.headers[.accept] ?? "").contains("text/html")
        var answer =
            wantsPage
            ? Answer(status: .seeOther, contentType: "text/plain; charset=utf-8", body: Array("/docs".utf8))
            : .json(HomeView())
        if wantsPage { answer.headers[.location] = "/docs" }
        answer.vary(by: "Accept")
        return answer
    }

    private static func page(_ call: Call, _ services: Services) async throws -> Answer {
        var answer = Answer.text(services.pages.html, "text/html; charset=utf-8")
        answer.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src \(Pages.scriptSource); style-src 'unsafe-inline'; connect-src 'self'"
        return answer
    }
}

private struct HomeView: Encodable {
    let name = "giro"
    let docs = "/docs"
    let openapi = "/openapi.json"
    let health = "/health/ready"
}

private struct HealthView: Encodable {
    let status: String
}
