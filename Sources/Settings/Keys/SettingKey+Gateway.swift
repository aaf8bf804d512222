extension SettingKey {
    static let gateway = [
        gatewayHost, gatewayPort, gatewayCertificate, gatewayCertificateKey, gatewayCurrency, gatewayDepositSources,
        gatewayWithdrawalDestinations, gatewayAddressHeader, gatewayCORSOrigins, gatewayConnections,
        gatewayConnectionsAddress, gatewayHeaderTimeout, gatewayRequests, gatewayWaits, gatewayWaitsEach,
        gatewayBodyBytes,
        gatewayStatementTimeout, gatewayPool, gatewayRateCaller, gatewayRateAddress,
        identityIssuer, identityRoot, identityDataKeys, identityTokenKeys, identityTokenLifetime,
        identitySessionLifetime, identityRefreshGrace, identitySecondFactor, identityPasswords,
    ]

    static let gatewayHost = SettingKey("gateway.host", .text, standard: "127.0.0.1", "the address to listen on")
    static let gatewayPort = SettingKey(
        "gateway.port", .integer(0...65_535), standard: "8080", "the port; 0: any that is free")
    static let gatewayCertificate = SettingKey(
        "gateway.tls.certificate.file", .text,
        "the certificate with its chain, PEM; with it and its key the gateway speaks TLS itself")
    static let gatewayCertificateKey = SettingKey(
        "gateway.tls.key.file", .text, "the certificate's private key, PEM; both files are read again when they change")
    static let gatewayCurrency = SettingKey(
        "gateway.currency", .text, standard: "EUR", "the currency of accounts when none is asked for")
    static let gatewayDepositSources = SettingKey(
        "gateway.deposit.sources", .text,
        "external accounts that deposits come from, each as currency=account, separated by commas")
    static let gatewayWithdrawalDestinations = SettingKey(
        "gateway.withdrawal.destinations", .text,
        "external accounts that withdrawals go to, each as currency=account, separated by commas")
    static let gatewayAddressHeader = SettingKey(
        "gateway.address.header", .text,
        "the header in which the proxy in front says where a request comes from; only with a proxy that sets it")
    static let gatewayCORSOrigins = SettingKey(
        "gateway.cors.origins", .text,
        "origins of web pages that may use the API from a browser, as https://shop.example, separated by commas; *: all"
    )
    static let gatewayConnections = SettingKey(
        "gateway.connections", .integer(1...1_000_000), standard: "2000", "the most connections at once")
    static let gatewayConnectionsAddress = SettingKey(
        "gateway.connections.address", .integer(1...1_000_000), standard: "500",
        "the most connections of one address (of IPv6: of one /64), never more than it leaves free; not behind a proxy")
    static let gatewayHeaderTimeout = SettingKey(
        "gateway.header.timeout", .duration(.seconds(1) ... .seconds(60)), standard: "10s",
        "how long the first header of a connection may take to arrive")
    static let gatewayWaits = SettingKey(
        "gateway.waits", .integer(1...1_000_000), standard: "500",
        "the most requests that wait for payments at once (Prefer: wait), never more than half of gateway.requests")
    static let gatewayWaitsEach = SettingKey(
        "gateway.waits.each", .integer(1...1_000_000), standard: "100",
        "the most of them that one person, or one address, has")
    static let gatewayRequests = SettingKey(
        "gateway.requests", .integer(1...1_000_000), standard: "1000", "the most requests under way at once")
    static let gatewayBodyBytes = SettingKey(
        "gateway.body.bytes", .integer(1_024...10_000_000), standard: "65536", "the largest body of a request")
    static let gatewayStatementTimeout = SettingKey(
        "gateway.statement.timeout", .duration(.milliseconds(100) ... .seconds(3_600)), standard: "5s",
        "the longest a statement of a request may take")
    static let gatewayPool = SettingKey(
        "gateway.pool", .integer(1...1_000), standard: "4", "database connections of each of the gateway's three roles")
    static let gatewayRateCaller = SettingKey(
        "gateway.rate.caller", .integer(1...1_000_000_000), standard: "600",
        "requests a minute of one person, programs among them")
    static let gatewayRateAddress = SettingKey(
        "gateway.rate.address", .integer(1...1_000_000_000), standard: "300",
        "requests a minute of one address without a good token")

    static let identityIssuer = SettingKey("identity.issuer", .text, standard: "giro", "iss of access tokens")
    static let identityRoot = SettingKey(
        "identity.root.secret", .text, secrecy: .secret,
        "32 bytes or more that keyed hashes are made with; cannot be changed later")
    static let identityDataKeys = SettingKey(
        "identity.data.keys", .text, secrecy: .secret,
        "keys of personal data, each as id=secret, separated by commas or lines; the first seals, all open")
    static let identityTokenKeys = SettingKey(
        "identity.token.keys", .text, secrecy: .secret,
        "keys of access tokens, each as id=secret, separated by commas or lines; the first signs, all are believed")
    static let identityTokenLifetime = SettingKey(
        "identity.token.lifetime", .duration(.seconds(1) ... .seconds(86_400)), standard: "10min",
        "how long an access token is good")
    static let identitySessionLifetime = SettingKey(
        "identity.session.lifetime", .duration(.seconds(60) ... .seconds(366 * 86_400)), standard: "30d",
        "how long a log-in can be refreshed")
    static let identityRefreshGrace = SettingKey(
        "identity.refresh.grace", .duration(.seconds(0) ... .seconds(60)), standard: "10s",
        "how long a refresh token that was used gives the same successor again")
    static let identitySecondFactor = SettingKey(
        "identity.second.factor", .choice(["required", "optional"]), standard: "required",
        "whether operators and admins have their rights only with a second factor")
    static let identityPasswords = SettingKey(
        "identity.passwords", .integer(1...64), standard: "2", "passwords that are hashed at once")

    static let readerPassword = SettingKey(
        "reader.database.password", .text, secrecy: .secret,
        "password of the role giro_reader, which reads what the gateway shows")
    static let readerConninfo = SettingKey(
        "reader.database.conninfo", .text, secrecy: .connection,
        "complete connection string of giro_reader, instead of database.conninfo; may be a replica")
}
