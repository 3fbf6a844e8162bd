from cairn.reconstruction.spread import fraction_of, in_seeded_order, whole_shares


def test_parts_are_in_proportion_and_add_up_to_the_whole() -> None:
    # 10 × 1/6 = 1.67, 10 × 2/6 = 3.33, 10 × 3/6 = 5: one left over goes to the largest remainder, a.
    assert whole_shares(10, {"a": 1, "b": 2, "c": 3}) == {"a": 2, "b": 3, "c": 5}


def test_equal_remainders_are_settled_by_name() -> None:
    assert whole_shares(4, {"b": 1, "a": 1, "c": 1}) == {"a": 2, "b": 1, "c": 1}


def test_a_weight_of_nothing_gets_nothing() -> None:
    assert whole_shares(7, {"under_5": 0, "11_and_over": 100}) == {"under_5": 0, "11_and_over": 7}


def test_the_first_eight_bytes_of_the_digest_decide() -> None:
    # `printf '7|x' | sha256sum` begins 73342ba5fbced6d0.
    assert fraction_of(7, "x") == 0x73342BA5FBCED6D0 / 2**64
    assert fraction_of(8, "x") != fraction_of(7, "x")


def test_the_order_depends_on_names_and_not_on_how_they_were_listed() -> None:
    units = ["u1", "u2", "u3", "u4", "u5"]
    order = [units[i] for i in in_seeded_order(3, "sample", units)]
    turned = list(reversed(units))
    assert [turned[i] for i in in_seeded_order(3, "sample", turned)] == order
    assert sorted(order) == units
