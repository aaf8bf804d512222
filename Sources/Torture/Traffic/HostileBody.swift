import Payments

/// A value that every reader of its topic takes: what is refused is refused for something else. It names accounts that
/// do not exist, so a worker that took it would be found by a payment too many.
enum HostileBody {
    static func text(of topic: String, marker: String, _ place: Int) -> String {
        let payment = PaymentID(high: 0x0198_c0de_0000_7000, low: 0x9000_0000_0000_0000 | bits(of: marker, place))
        let parties = "\"payer\":\"hostile.a\",\"payee\":\"hostile.b\",\"amount_minor\":1,\"currency\":\"EUR\""
        let fields =
            switch topic {
            case "account.requested":
                "\"account\":\"hostile.a\",\"action\":\"open\",\"kind\":\"wallet\",\"currency\":\"EUR\""
            case "contact.updated": "\"account\":\"hostile.a\",\"email\":\"hostile@giro.example\""
            case "biller.updated":
                "\"account\":\"hostile.b\",\"name\":\"H\",\"endpoint\":\"http://127.0.0.1:1\",\"enabled\":true"
            case "bill.presented":
                "\"biller\":\"hostile.b\",\"bill\":\"H-1\",\"customer\":\"hostile.a\",\"amount_minor\":1,"
                    + "\"currency\":\"EUR\",\"due_date\":\"2026-11-30\""
            case "release.requested": "\"payment\":\"\(payment)\",\"account\":\"hostile.a\""
            case "decision.requested": "\"payment\":\"\(payment)\",\"outcome\":\"failed\""
            case "notification.send":
                "\"payment\":\"\(payment)\",\"kind\":\"payment_settled\",\"recipient\":\"hostile.a\","
                    + "\"amount_minor\":1,\"currency\":\"EUR\""
            case "webhook.updated":
                "\"webhook\":\"\(payment)\",\"version\":1,\"state\":\"enabled\",\"url\":\"http://127.0.0.1:1/h\","
                    + "\"accounts\":\"hostile.a\",\"events\":\"payment.debited\",\"generation\":1,\"trial\":1"
            case "webhook.requested": "\"webhook\":\"\(payment)\",\"action\":\"ping\",\"delivery\":\"\(payment)\""
            case "payment.cancel_requested": "\"payment\":\"\(payment)\""
            case "payment.rejected":
                "\"payment\":\"\(payment)\",\"kind\":\"transfer\",\(parties),\"reason\":\"cancelled\""
            case "bill.failed": "\"payment\":\"\(payment)\",\"kind\":\"transfer\",\(parties),\"reason\":\"cancelled\""
            case "wallet.credited":
                "\"payment\":\"\(payment)\",\"kind\":\"transfer\",\(parties),\"outcome\":\"settled\","
                    + "\"account\":\"hostile.b\""
            default: "\"payment\":\"\(payment)\",\"kind\":\"transfer\",\(parties)"
            }
        return "{\(fields),\"marker\":\"\(marker) \(place)\"}"
    }

    private static func bits(of marker: String, _ place: Int) -> UInt64 {
        var hash = ContentHash()
        hash.add(marker.utf8)
        hash.add("\(place)".utf8)
        return hash.value & 0x0FFF_FFFF_FFFF_FFFF
    }
}
