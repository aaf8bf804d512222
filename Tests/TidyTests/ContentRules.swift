/// What may not stand in a file: escapes without a reason, marks of unfinished work, nothing at all.
enum ContentRules {
    static func escapes(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        let words = House.escapes + (file.isSource ? House.sourceEscapes : [])
        return file.code.enumerated().flatMap { index, code in
            words.filter { code.contains($0) && !file.hasReason(atLine: index) }.map {
                Finding(file: file.path, line: index + 1, message: "\($0) without its reason beside it")
            }
        }
    }

    static func unfinished(in file: SourceFile) -> [Finding] {
        file.lines.enumerated().flatMap { index, line in
            let words = Set(line.split { !$0.isLetter })
            return House.unfinished.filter { mark in
                words.contains(Substring(mark))
                    && (!House.unfinishedWithColon.contains(mark) || line.contains("\(mark):"))
            }.map {
                Finding(file: file.path, line: index + 1, message: "a mark of unfinished work: \($0)")
            }
        }
    }

    static func emptiness(of file: SourceFile) -> [Finding] {
        let content = file.isSwift ? file.code.joined() : file.text
        guard content.allSatisfy(\.isWhitespace) else { return [] }
        return [Finding(file: file.path, line: 0, message: "has nothing in it")]
    }
}
