/// How long a line, a file and a function may be.
enum LengthRules {
    static func lines(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        return file.lines.enumerated().compactMap { index, line in
            let width = line.count
            guard width > House.maximumLineLength else { return nil }
            return Finding(file: file.path, line: index + 1, message: "\(width) columns wide")
        }
    }

    static func length(of file: SourceFile) -> [Finding] {
        guard file.isSwift, file.isSource, file.lines.count > House.maximumFileLines + 1 else { return [] }
        return [Finding(file: file.path, line: 0, message: "\(file.lines.count - 1) lines long")]
    }

    static func functions(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        return FunctionFinder.functions(in: file).compactMap { function in
            guard function.bodyLines > House.maximumFunctionLines else { return nil }
            let message = "\(function.name) is \(function.bodyLines) lines long"
            return Finding(file: file.path, line: function.line, message: message)
        }
    }
}
