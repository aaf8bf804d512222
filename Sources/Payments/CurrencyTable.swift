/// ISO 4217, list one ("current currency and funds codes") as published on 2026-01-01.
///
/// Left out are the codes without minor units, in which no amount of minor units can be stated: metals (XAG, XAU,
/// XPD, XPT), bond market units (XBA, XBB, XBC, XBD), XDR, XSU, XUA, and the codes for tests and for no
/// currency.
enum CurrencyTable {
    /// Codes by their number of minor digits.
    static let codes: [Int: [String]] = [
        0: words("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        2: words(
            """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
            CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
            IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
            MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
            SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
            YER ZAR ZMW ZWG
            """),
        3: words("BHD IQD JOD KWD LYD OMR TND"),
        4: words("CLF UYW"),
    ]

    /// Minor digits by a code's index (see `Currency`), -1 where there is no such currency.
    static let minorDigits: [Int8] = {
        var table = [Int8](repeating: -1, count: 26 * 26 * 26)
        for (digits, codes) in codes {
            for code in codes {
                let index = code.utf8.reduce(0) { $0 * 26 + Int($1 - UInt8(ascii: "A")) }
                table[index] = Int8(digits)
            }
        }
        return table
    }()

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map { String($0) }
    }
}
