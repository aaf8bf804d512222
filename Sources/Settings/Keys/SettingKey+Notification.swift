extension SettingKey {
    static let notification = [
        notificationTransport, notificationMaildirPath, notificationFromAddress, notificationFromName,
        notificationRetryFirst, notificationRetryLongest, notificationMaximumAge, notificationLimitRecipient,
        notificationLimitCause, smtpHost, smtpPort, smtpTLS, smtpUser,
        smtpPassword, smtpAuthorityFile, smtpClientName, smtpTimeout,
    ]

    static let notificationTransport = SettingKey(
        "notification.transport", .choice(["maildir", "smtp"]), standard: "maildir", "the way mails leave the house")
    static let notificationMaildirPath = SettingKey(
        "notification.maildir.path", .text, standard: ".giro/mail", "the directory of transport maildir")
    static let notificationFromAddress = SettingKey(
        "notification.from.address", .text, standard: "payments@localhost", "the sender's address")
    static let notificationFromName = SettingKey(
        "notification.from.name", .text, standard: "Giro", "the sender's name")
    static let notificationRetryFirst = SettingKey(
        "notification.retry.first", .duration(.milliseconds(10) ... .seconds(3_600)), standard: "5s",
        "the pause before a mail is tried again; it doubles from there")
    static let notificationRetryLongest = SettingKey(
        "notification.retry.longest", .duration(.milliseconds(10) ... .seconds(86_400)), standard: "15min",
        "the longest pause between two attempts")
    static let notificationMaximumAge = SettingKey(
        "notification.maximum.age", .duration(.seconds(1) ... .seconds(366 * 86_400)), standard: "24h",
        "how old a mail may be and still be tried again")

    static let notificationLimitRecipient = SettingKey(
        "notification.limit.recipient", .integer(1...1_000_000_000), standard: "120",
        "mails an hour to one address about payments of others, and as many about its owner's; more are not sent")
    static let notificationLimitCause = SettingKey(
        "notification.limit.cause", .integer(1...1_000_000_000), standard: "20",
        "mails an hour to one address about payments of one account; more are not sent")

    static let smtpHost = SettingKey("notification.smtp.host", .text, standard: "localhost", "the mail server")
    static let smtpPort = SettingKey(
        "notification.smtp.port", .integer(1...65_535), standard: "587", "its port")
    static let smtpTLS = SettingKey(
        "notification.smtp.tls", .choice(["off", "opportunistic", "required", "implicit"]), standard: "required",
        "STARTTLS where offered, STARTTLS or nothing, or TLS from the first byte")
    static let smtpUser = SettingKey("notification.smtp.user", .text, "the login, when the server wants one")
    static let smtpPassword = SettingKey(
        "notification.smtp.password", .text, secrecy: .secret, "the login's password")
    static let smtpAuthorityFile = SettingKey(
        "notification.smtp.authority.file", .text, "PEM file of the trusted authorities (default: the machine's)")
    static let smtpClientName = SettingKey(
        "notification.smtp.client.name", .text, "the name given with EHLO (default: the host's)")
    static let smtpTimeout = SettingKey(
        "notification.smtp.timeout", .duration(.seconds(1) ... .seconds(600)), standard: "60s",
        "how long one mail's exchange may take")
}
