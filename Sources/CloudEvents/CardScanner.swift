/// Finds card numbers in raw bytes: 13 to 19 digits with a right check digit (Luhn), perhaps with single spaces or
/// hyphens between groups of them. The digits of UUIDs are left alone: a dead letter has to name its payment.
struct CardScanner {
    let bytes: UnsafeRawBufferPointer

    func ranges() -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if Bytes.isDigit(byte), !isUUIDStart(position) {
                let groups = digitGroups(from: position)
                found += cards(in: groups)
                position = groups[groups.count - 1].upperBound
            } else {
                position += width(at: position)
            }
        }
        return found
    }

    /// How much to step over that holds no digits of a number.
    private func width(at position: Int) -> Int {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\\") { return Bytes.isUnicodeEscape(bytes, at: position) ? 6 : 1 }
        return Bytes.isHexDigit(byte) && isUUIDStart(position) ? 36 : 1
    }

    private func isUUIDStart(_ position: Int) -> Bool {
        (position == 0 || !Bytes.isAlphanumeric(bytes[position - 1])) && Bytes.isUUID(bytes, at: position)
    }

    private func digitGroups(from start: Int) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var next = start
        repeat {
            var end = next
            while end < bytes.count, Bytes.isDigit(bytes[end]) { end += 1 }
            groups.append(next..<end)
            next = end + 1
        } while next < bytes.count && isSeparator(bytes[next - 1]) && Bytes.isDigit(bytes[next]) && !isUUIDStart(next)
        return groups
    }

    private func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") }

    /// Other numbers may stand beside the card's ("4111 1111 1111 1111 12/27"), so every row of groups is tried.
    private func cards(in groups: [Range<Int>]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var first = 0
        while first < groups.count {
            var last: Int?
            var digits = 0
            for candidate in first..<groups.count {
                digits += groups[candidate].count
                guard digits <= 19 else { break }
                if digits >= 13, isLuhnValid(groups[first...candidate]) { last = candidate }
            }
            if let last { found.append(groups[first].lowerBound..<groups[last].upperBound) }
            first = (last ?? first) + 1
        }
        return found
    }

    private func isLuhnValid(_ groups: ArraySlice<Range<Int>>) -> Bool {
        var sum = 0
        var isDoubled = false
        for group in groups.reversed() {
            for position in group.reversed() {
                let digit = Int(bytes[position] - UInt8(ascii: "0"))
                sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
                isDoubled.toggle()
            }
        }
        return sum % 10 == 0
    }
}
