/// The header of an array as NumPy writes it: type, order and shape.
///
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3.
struct NumPyHeader {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// Longer headers are refused.
    static let longest = 1 << 20

    let array: StoredArray
    /// Of magic, version, length and header, in bytes.
    let length: Int

    /// - Parameters:
    ///   - name: of the array.
    ///   - read: returns the first bytes of the file, as many as requested.
    /// - Throws: an error for an invalid header; errors of `read` are passed on.
    init(name: String, path: String, read: (Int) throws(EventFileError) -> [UInt8]) throws(EventFileError) {
        func malformed(_ reason: String) -> EventFileError {
            EventFileError(.malformed, path, "\(name == "" ? "" : "array '\(name)': ")\(reason)")
        }
        let prefix = try read(12)
        guard prefix.count == 12, prefix.starts(with: Self.magic) else { throw malformed("it is no array of NumPy") }
        guard (1...3).contains(prefix[6]) else { throw malformed("version \(prefix[6]) of the format is not known") }
        let size = prefix[6] == 1 ? 2 : 4
        let count = prefix[8..<8 + size].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= Self.longest else { throw malformed("a header of \(count) bytes") }
        length = 8 + size + count
        let bytes = try read(length)
        guard bytes.count == length else {
            throw EventFileError(.truncated, path, "\(name == "" ? "" : "array '\(name)': ")it ends in its header")
        }
        let header: PythonLiteral
        do throws(PythonLiteral.Failure) { header = try PythonLiteral(bytes[(8 + size)...]) } catch {
            throw malformed(error.reason)
        }
        guard case .dictionary(let fields) = header, let descr = fields["descr"],
            let order = fields["fortran_order"]?.truth, let shape = fields["shape"]?.sequence?.map(\.integer),
            case let extents = shape.compactMap({ $0 }), extents.count == shape.count,
            extents.allSatisfy({ $0 >= 0 })
        else { throw malformed("its header needs descr, fortran_order and shape") }
        guard let item = NumPyType(descr, depth: 0) else { throw malformed("a type that NumPy does not write") }
        array = try Self.array(name, item, extents, isFortran: order, malformed)
    }

    private static func array(
        _ name: String, _ item: NumPyType, _ shape: [Int], isFortran: Bool,
        _ malformed: (String) -> EventFileError
    ) throws(EventFileError) -> StoredArray {
        guard let rows = shape.first else {
            return StoredArray(name: name, rowCount: 0, element: .scalar(.other(.other("a single value"))))
        }
        var rowBytes = item.size
        for extent in shape.dropFirst() {
            let (product, overflows) = rowBytes.multipliedReportingOverflow(by: extent)
            guard !overflows else { throw malformed("a shape of \(shape) is larger than any file") }
            rowBytes = product
        }
        guard !rows.multipliedReportingOverflow(by: max(1, rowBytes)).overflow else {
            throw malformed("a shape of \(shape) is larger than any file")
        }
        let element: StoredArray.Element
        switch (item.kind, shape.count) {
        case (.value(let value), 1): element = .scalar(value)
        case (.value(.number(let layout)), 2): element = .vector(layout, count: shape[1])
        case (.record(let members), 1): element = .record(members)
        default: element = .scalar(.other(.other("an array of shape \(shape)")))
        }
        return StoredArray(
            name: name, rowCount: rows, element: element, rowBytes: rowBytes,
            isColumnMajor: isFortran && shape.count == 2 && shape[1] > 1)
    }
}

/// A type of NumPy's.
struct NumPyType {
    enum Kind {
        case value(StoredValue)
        case record([StoredMember])
    }

    let kind: Kind
    /// In bytes.
    let size: Int

    /// - Returns: nil if it is not a type.
    init?(_ description: PythonLiteral, depth: Int) {
        switch description {
        case .text(let text): self.init(text)
        case .sequence(let fields) where depth < 8: self.init(fields, depth)
        default: return nil
        }
    }

    /// `<f8`, `|b1`, `>i4`, `<U10`.
    private init?(_ text: String) {
        var rest = text[...]
        var isBigEndian = false
        if let order = rest.first, "<>|=".contains(order) {
            isBigEndian = order == ">"
            rest.removeFirst()
        }
        guard let letter = rest.popFirst() else { return nil }
        let number = rest.prefix { $0.isNumber }
        guard let count = number.isEmpty ? 1 : Int(number), (0..<1 << 30).contains(count) else { return nil }
        func layout(_ kind: NumberLayout.Kind, _ words: String) -> StoredValue {
            NumberLayout(kind, size: count, isBigEndian: isBigEndian).map { .number($0) } ?? .other(.other(words))
        }
        var size = count
        switch letter {
        case "b", "?": kind = .value(layout(.bool, "bool of \(count) bytes"))
        case "i": kind = .value(layout(.signed, "int of \(count) bytes"))
        case "u": kind = .value(layout(.unsigned, "uint of \(count) bytes"))
        case "f": kind = .value(layout(.float, "float of \(count) bytes"))
        case "c": kind = .value(.other(.other("complex numbers")))
        case "S", "a": kind = .value(.other(.text))
        case "U":
            kind = .value(.other(.text))
            size = count * 4
        case "O":
            kind = .value(.other(.other("Python objects")))
            size = 0
        case "m", "M":
            kind = .value(.other(.other("dates or times")))
            size = 8
        case "V": kind = .value(.other(.other("\(count) bytes of no type")))
        default: return nil
        }
        self.size = size
    }

    /// `[('pt', '<f4'), ('v', '<f8', (3,))]`
    private init?(_ fields: [PythonLiteral], _ depth: Int) {
        var members: [StoredMember] = []
        var offset = 0
        for field in fields {
            guard let field = field.sequence, (2...3).contains(field.count),
                let name = field[0].text ?? field[0].sequence?.last?.text,
                let item = NumPyType(field[1], depth: depth + 1), members.count < 1 << 16
            else { return nil }
            let shape = field.count == 3 ? (field[2].sequence ?? [field[2]]).map(\.integer) : []
            guard case let extents = shape.compactMap({ $0 }), extents.count == shape.count,
                extents.allSatisfy({ (0..<1 << 30).contains($0) })
            else { return nil }
            var size = item.size
            for extent in extents {
                let (product, overflows) = size.multipliedReportingOverflow(by: extent)
                guard !overflows, product < 1 << 40 else { return nil }
                size = product
            }
            // Members without a name fill gaps.
            if !name.isEmpty { members += Self.members(name, item, extents, at: offset) }
            offset += size
            guard offset < 1 << 40 else { return nil }
        }
        kind = .record(members)
        size = offset
    }

    private static func members(
        _ name: String, _ item: NumPyType, _ shape: [Int], at offset: Int
    ) -> [StoredMember] {
        switch (item.kind, shape.count) {
        case (.record(let inner), 0):
            return inner.map {
                StoredMember(name: "\(name).\($0.name)", value: $0.value, offset: offset + $0.offset)
            }
        case (.value(let value), 0): return [StoredMember(name: name, value: value, offset: offset)]
        case (.value(.number(let layout)), 1) where shape[0] <= ArrayTables.widest:
            return (0..<shape[0]).map {
                StoredMember(name: "\(name)[\($0)]", value: .number(layout), offset: offset + $0 * layout.size)
            }
        default:
            return [StoredMember(name: name, value: .other(.other("an array of shape \(shape)")), offset: offset)]
        }
    }
}
