import CHDF5

/// A type of the library in the words of this house.
enum HDF5Type {
    case value(StoredValue)
    /// An array of fixed length in every row.
    case vector(NumberLayout, count: Int)
    case record([StoredMember])

    /// Whether its rows contain pointers to memory of the library: strings and lists of any length.
    static func hasPointers(_ type: hid_t) -> Bool {
        H5Tdetect_class(type, H5T_VLEN) != 0 || H5Tdetect_class(type, H5T_REFERENCE) != 0
            || H5Tis_variable_str(type) > 0 || memberTypes(type).contains { hasPointers($0.id) }
    }

    private static func memberTypes(_ type: hid_t) -> [HDF5Object] {
        guard H5Tget_class(type) == H5T_COMPOUND else { return [] }
        return (0..<UInt32(max(0, H5Tget_nmembers(type)))).compactMap { HDF5Object.type(H5Tget_member_type(type, $0)) }
    }

    init(_ type: hid_t, depth: Int = 0) {
        let size = H5Tget_size(type)
        switch H5Tget_class(type) {
        case H5T_INTEGER:
            self = .value(Self.integer(type, size))
        case H5T_FLOAT:
            self = .value(Self.float(type, size))
        case H5T_ENUM:
            self = .value(Self.enumeration(type, size))
        case H5T_BITFIELD:
            // What PyTables makes of truth values.
            self = .value(NumberLayout(.bool, size: size).map { .number($0) } ?? .other(.other("a field of bits")))
        case H5T_STRING:
            self = .value(.other(.text))
        case H5T_VLEN:
            self = .value(.other(.jagged("variable length")))
        case H5T_COMPOUND where depth < 8:
            let members = Self.members(type, depth)
            self =
                depth == 0 && members.map(\.name) == ["r", "i"]
                ? .value(.other(.other("complex numbers"))) : .record(members)
        case H5T_ARRAY:
            self = Self.array(type, depth)
        case H5T_REFERENCE: self = .value(.other(.other("references")))
        case H5T_OPAQUE: self = .value(.other(.other("\(size) bytes of no type")))
        default: self = .value(.other(.other("a type of HDF5 that is no number")))
        }
    }

    private static func isBigEndian(_ type: hid_t) -> Bool { H5Tget_order(type) == H5T_ORDER_BE }

    private static func integer(_ type: hid_t, _ size: Int) -> StoredValue {
        let isSigned = H5Tget_sign(type) == H5T_SGN_2
        guard H5Tget_precision(type) == size * 8, H5Tget_offset(type) == 0,
            let layout = NumberLayout(isSigned ? .signed : .unsigned, size: size, isBigEndian: isBigEndian(type))
        else { return .other(.other("integers of \(H5Tget_precision(type)) bits in \(size) bytes")) }
        return .number(layout)
    }

    private static func float(_ type: hid_t, _ size: Int) -> StoredValue {
        let isBigEndian = isBigEndian(type)
        let isStandard: Bool =
            switch size {
            case 8: H5Tequal(type, chdf5_float64(isBigEndian)) > 0
            case 4: H5Tequal(type, chdf5_float32(isBigEndian)) > 0
            case 2: isHalf(type)
            default: false
            }
        guard isStandard, let layout = NumberLayout(.float, size: size, isBigEndian: isBigEndian) else {
            return .other(.other("floats of \(size) bytes that are no IEEE floats"))
        }
        return .number(layout)
    }

    /// IEEE binary16: sign at bit 15, 5 bits of exponent at 10, 10 bits of fraction at 0.
    private static func isHalf(_ type: hid_t) -> Bool {
        var (sign, exponent, exponentSize, fraction, fractionSize) = (0, 0, 0, 0, 0)
        return H5Tget_fields(type, &sign, &exponent, &exponentSize, &fraction, &fractionSize) >= 0
            && (sign, exponent, exponentSize, fraction, fractionSize) == (15, 10, 5, 0, 10)
    }

    /// h5py writes truth values as FALSE and TRUE.
    private static func enumeration(_ type: hid_t, _ size: Int) -> StoredValue {
        guard let base = HDF5Object.type(H5Tget_super(type)) else { return .other(.other("an enumeration")) }
        let names = (0..<UInt32(max(0, min(3, H5Tget_nmembers(type))))).map { text(H5Tget_member_name(type, $0)) }
        if Set(names) == ["FALSE", "TRUE"], names.count == 2, let layout = NumberLayout(.bool, size: size) {
            return .number(layout)
        }
        return integer(base.id, size)
    }

    /// A name that the library allocated.
    static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        guard let pointer else { return "" }
        defer { H5free_memory(pointer) }
        return String(cString: pointer)
    }

    private static func members(_ type: hid_t, _ depth: Int) -> [StoredMember] {
        var members: [StoredMember] = []
        for index in 0..<UInt32(max(0, H5Tget_nmembers(type))) {
            guard let member = HDF5Object.type(H5Tget_member_type(type, index)), members.count < 1 << 16 else { break }
            let name = text(H5Tget_member_name(type, index))
            let offset = H5Tget_member_offset(type, index)
            func add(_ name: String, _ value: StoredValue, _ offset: Int) {
                members.append(StoredMember(name: name, value: value, offset: offset, outermost: Int(index)))
            }
            switch HDF5Type(member.id, depth: depth + 1) {
            case .value(let value): add(name, value, offset)
            case .vector(let layout, let count) where count <= ArrayTables.widest:
                for component in 0..<count {
                    add("\(name)[\(component)]", .number(layout), offset + component * layout.size)
                }
            case .vector(_, let count): add(name, .other(.other("\(count) numbers a row")), offset)
            case .record(let inner):
                if inner.map(\.name) == ["r", "i"] {
                    add(name, .other(.other("complex numbers")), offset)
                } else {
                    for member in inner { add("\(name).\(member.name)", member.value, offset + member.offset) }
                }
            }
        }
        return members
    }

    private static func array(_ type: hid_t, _ depth: Int) -> HDF5Type {
        guard let base = HDF5Object.type(H5Tget_super(type)), H5Tget_array_ndims(type) == 1, depth < 8 else {
            return .value(.other(.other("an array of several axes a row")))
        }
        var extent: hsize_t = 0
        guard H5Tget_array_dims2(type, &extent) == 1, let count = Int(exactly: extent), count < 1 << 30,
            case .value(.number(let layout)) = HDF5Type(base.id, depth: depth + 1)
        else { return .value(.other(.other("an array of no numbers a row"))) }
        return .vector(layout, count: count)
    }
}
