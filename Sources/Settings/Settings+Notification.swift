import Foundation

/// How mails leave the house.
public struct NotificationSettings: Sendable, Equatable {
    public enum Transport: String, Sendable {
        case maildir
        case smtp
    }

    /// A mail server. `tls` is one of the raw values of `SMTPServer.Encryption`.
    public struct SMTP: Sendable, Equatable {
        public var host: String
        public var port: Int
        public var tls: String
        public var user: String?
        public var password: String?
        public var authorityFile: String?
        public var clientName: String
        public var timeout: Duration
    }

    public var transport: Transport
    public var maildirPath: String
    public var smtp: SMTP
    public var fromAddress: String
    public var fromName: String
    public var retryFirst: Duration
    public var retryLongest: Duration
    public var maximumAge: Duration
    public var limitPerRecipient: Int
    public var limitPerCause: Int
}

extension Settings {
    public var notification: NotificationSettings {
        NotificationSettings(
            transport: choice(.notificationTransport, as: NotificationSettings.Transport.self),
            maildirPath: path(requiredText(.notificationMaildirPath)),
            smtp: NotificationSettings.SMTP(
                host: requiredText(.smtpHost), port: integer(.smtpPort), tls: requiredText(.smtpTLS),
                user: text(.smtpUser), password: text(.smtpPassword), authorityFile: text(.smtpAuthorityFile).map(path),
                clientName: text(.smtpClientName) ?? ProcessInfo.processInfo.hostName,
                timeout: duration(.smtpTimeout)),
            fromAddress: requiredText(.notificationFromAddress), fromName: requiredText(.notificationFromName),
            retryFirst: duration(.notificationRetryFirst), retryLongest: duration(.notificationRetryLongest),
            maximumAge: duration(.notificationMaximumAge), limitPerRecipient: integer(.notificationLimitRecipient),
            limitPerCause: integer(.notificationLimitCause))
    }
}
