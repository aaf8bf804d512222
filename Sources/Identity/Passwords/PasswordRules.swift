import Foundation

/// What a new password must be like (NIST SP 800-63B, sections 3.1.1.1 and 3.1.1.2): long, not common, and not made of
/// the person's own name. No kinds of characters are asked for.
public enum PasswordRules {
    /// As people count: what is seen as one character is one.
    public static let minimumCharacters = 12
    public static let maximumBytes = 512

    /// Why a password is not taken.
    public enum Weakness: String, Sendable, Equatable {
        case short = "at least 12 characters"
        case long = "at most 512 bytes"
        case common = "this one, or what it is made of, is among the most frequent passwords"
        case predictable = "not a repetition, a row of keys or a sequence"
        case personal = "not made of the name, the mail address or the name of this service"
    }

    /// - Parameter words: what is known of the person: user name and mail address.
    /// - Returns: nil when the password is good.
    public static func weakness(of password: String, words: [String] = []) -> Weakness? {
        if password.utf8.count > maximumBytes { return .long }
        let text = normalized(password)
        if text.count < minimumCharacters { return .short }
        let small = text.lowercased()
        if isPredictable(small) { return .predictable }
        if isMade(small, of: words) { return .personal }
        return isCommon(small) ? .common : nil
    }

    /// As it is hashed: NFKC, so that one keyboard's way to write a character gives the same password as another's.
    static func normalized(_ password: String) -> String { password.precomposedStringWithCompatibilityMapping }

    /// Whether it is in the list, or a word of the list with little around it, or two of them.
    private static func isCommon(_ text: String) -> Bool {
        let core = String(text.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed())
        let words = [text, plain(text)] + (text.count - core.count <= 8 ? [core, plain(core)] : [])
        return words.contains { CommonPasswords.contains($0) || isPair(Array($0)) }
    }

    private static func isPair(_ characters: [Character]) -> Bool {
        guard (8...40).contains(characters.count) else { return false }
        return (4...characters.count - 4).contains { end in
            CommonPasswords.contains(String(characters[..<end]))
                && CommonPasswords.contains(String(characters[end...]))
        }
    }

    /// Figures and signs that stand for letters as those letters.
    private static func plain(_ text: String) -> String {
        let letters: [Character: Character] = [
            "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
        ]
        return String(text.map { letters[$0] ?? $0 })
    }

    private static func isPredictable(_ text: String) -> Bool {
        let characters = Array(text)
        if Set(characters).count < 5 { return true }
        let isRepeated = (1...6).contains { period in
            characters.indices.dropFirst(period).allSatisfy { characters[$0] == characters[$0 - period] }
        }
        if isRepeated { return true }
        let halves = characters.count.isMultiple(of: 2) ? characters.count / 2 : 0
        if halves > 0, characters[..<halves] == characters[halves...], halves < 10 { return true }
        let steps = zip(characters, characters.dropFirst()).count { areNeighbours($0, $1) }
        return steps * 4 >= (characters.count - 1) * 3
    }

    private static let rows = [
        "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "1234567890",
    ]
    .map { Array($0) }

    /// The same, the next one of an alphabet, or the next key.
    private static func areNeighbours(_ left: Character, _ right: Character) -> Bool {
        guard let one = left.unicodeScalars.first?.value, let two = right.unicodeScalars.first?.value else {
            return false
        }
        if max(one, two) - min(one, two) <= 1 { return true }
        return rows.contains { row in
            guard let one = row.firstIndex(of: left), let two = row.firstIndex(of: right) else { return false }
            return abs(one - two) == 1
        }
    }

    /// Whether less than eight characters are left without what is known of the person.
    private static func isMade(_ text: String, of words: [String]) -> Bool {
        var rest = text
        for word in words + ["giro"] {
            let small = normalized(word).lowercased()
            for part in [small] + small.split(whereSeparator: { "@.-_".contains($0) }).map({ String($0) })
            where part.count >= 3 {
                rest = rest.replacing(part, with: "")
            }
        }
        return rest.count < 8 && rest.count < text.count
    }
}

/// The list that ships with the program; scripts/common-passwords.py makes it.
private enum CommonPasswords {
    private static let words: Set<String> = Set(
        String(decoding: PackageResources.common_passwords_txt, as: UTF8.self).split(separator: "\n")
            .map { String($0) })

    /// - Parameter text: in lower case.
    static func contains(_ text: String) -> Bool { words.contains(text) }
}
