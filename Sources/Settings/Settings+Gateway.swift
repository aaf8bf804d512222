import Payments
import Postgres

/// What the gateway listens on and lets through.
public struct GatewaySettings: Sendable, Equatable {
    public var host: String
    public var port: Int
    /// PEM files; nil: plain HTTP.
    public var tls: (certificate: String, key: String)? { tlsFiles.map { ($0[0], $0[1]) } }
    public var currency: Currency
    public var depositSources: [Currency: AccountID]
    public var withdrawalDestinations: [Currency: AccountID]
    public var addressHeader: String?
    public var allowedOrigins: [String]
    public var connections: Int
    public var connectionsPerAddress: Int
    public var headerTimeout: Duration
    public var requests: Int
    public var waits: Int
    public var waitsEach: Int
    public var bodyBytes: Int
    public var pool: Int
    public var requestsPerCaller: Int
    public var requestsPerAddress: Int
    public var issuer: String
    public var rootSecret: String
    public var dataKeys: String
    public var tokenKeys: String
    public var tokenLifetime: Duration
    public var sessionLifetime: Duration
    public var refreshGrace: Duration
    public var asksForSecondFactor: Bool
    public var passwords: Int

    let tlsFiles: [String]?
}

extension Settings {
    /// - Throws: `invalid_value` for secrets that are not given, and what is no currency or account.
    public func gateway() throws(SettingsError) -> GatewaySettings {
        let currencyText = requiredText(.gatewayCurrency)
        guard let currency = Currency(currencyText) else {
            throw SettingsError(.invalidValue, SettingKey.gatewayCurrency.name, "must be a currency of ISO 4217")
        }
        return GatewaySettings(
            host: requiredText(.gatewayHost), port: integer(.gatewayPort), currency: currency,
            depositSources: try accounts(.gatewayDepositSources),
            withdrawalDestinations: try accounts(.gatewayWithdrawalDestinations),
            addressHeader: text(.gatewayAddressHeader), allowedOrigins: try origins(),
            connections: integer(.gatewayConnections), connectionsPerAddress: integer(.gatewayConnectionsAddress),
            headerTimeout: duration(.gatewayHeaderTimeout), requests: integer(.gatewayRequests),
            waits: integer(.gatewayWaits), waitsEach: integer(.gatewayWaitsEach),
            bodyBytes: integer(.gatewayBodyBytes), pool: integer(.gatewayPool),
            requestsPerCaller: integer(.gatewayRateCaller), requestsPerAddress: integer(.gatewayRateAddress),
            issuer: requiredText(.identityIssuer), rootSecret: try secret(.identityRoot),
            dataKeys: try secret(.identityDataKeys), tokenKeys: try secret(.identityTokenKeys),
            tokenLifetime: duration(.identityTokenLifetime), sessionLifetime: duration(.identitySessionLifetime),
            refreshGrace: duration(.identityRefreshGrace),
            asksForSecondFactor: requiredText(.identitySecondFactor) == "required",
            passwords: integer(.identityPasswords), tlsFiles: try tlsFiles())
    }

    private func origins() throws(SettingsError) -> [String] {
        let key = SettingKey.gatewayCORSOrigins
        let origins = (text(key) ?? "").split(separator: ",").map { text in
            text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        guard origins.allSatisfy(Origin.isOne) else {
            throw SettingsError(.invalidValue, key.name, "must be origins as https://shop.example, or *")
        }
        return origins
    }

    private func tlsFiles() throws(SettingsError) -> [String]? {
        let files = [text(.gatewayCertificate), text(.gatewayCertificateKey)].compactMap { $0 }
        if files.count == 1 {
            throw SettingsError(
                .invalidValue, SettingKey.gatewayCertificate.name, "needs gateway.tls.key.file, and it this")
        }
        return files.isEmpty ? nil : files
    }

    /// One of the gateway's own roles, in its schema.
    public func serviceConnection(_ service: String) -> ConnectionConfiguration {
        var configuration = workerConnection(service)
        configuration.statementTimeout = duration(.gatewayStatementTimeout)
        return configuration
    }

    private func secret(_ key: SettingKey) throws(SettingsError) -> String {
        guard let text = text(key) else { throw SettingsError(.invalidValue, key.name, "is needed by the gateway") }
        return text
    }

    private func accounts(_ key: SettingKey) throws(SettingsError) -> [Currency: AccountID] {
        var accounts: [Currency: AccountID] = [:]
        for pair in (text(key) ?? "").split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0) }
            guard parts.count == 2, let currency = Currency(parts[0]), let account = AccountID(parts[1]) else {
                throw SettingsError(.invalidValue, key.name, "must be currency=account pairs")
            }
            accounts[currency] = account
        }
        return accounts
    }
}
