"""Splink 5 on two files or one: `run_splink.py TASK CLAIMS REGISTER OUT` or `run_splink.py historical FILE OUT`.

TASK: `plain` has first_name and surname, `ours` has name, tokens, joined and year; what is not there is not compared.
OUT gets the best candidate of each claim, OUT.pairs every pair that blocking let through. No labels anywhere: u by
random sampling, m by EM, the share of matches by deterministic rules, term frequencies where values differ in rarity.
"""

import json
import sys
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1


def names(task):
    if task == "plain":
        return cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_last")
    shared = "len(list_intersect(tokens_l, tokens_r))"
    levels = [
        cll.NullLevel("name"),
        cll.ExactMatchLevel("name", term_frequency_adjustments=True),
        cll.CustomLevel("joined_l = joined_r", label_for_charts="the same letters"),
        cll.CustomLevel("jaro_winkler_similarity(joined_l, joined_r) >= 0.95", label_for_charts="nearly"),
        cll.CustomLevel(f"{shared} >= 2", label_for_charts="two words"),
        cll.CustomLevel("jaro_winkler_similarity(name_l, name_r) >= 0.88", label_for_charts="alike"),
        cll.CustomLevel(f"{shared} >= 1", label_for_charts="one word"),
        cll.CustomLevel("jaro_winkler_similarity(joined_l, joined_r) >= 0.8", label_for_charts="a little"),
        cll.ElseLevel(),
    ]
    return cl.CustomComparison(comparison_levels=levels, output_column_name="name")


def comparisons(task, has):
    made = {
        "born": cl.DateOfBirthComparison("born", input_is_string=True),
        "document": cl.DamerauLevenshteinAtThresholds("document", [1, 2]),
        "sex": cl.ExactMatch("sex"),
        "nationality": cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        "father": cl.JaroWinklerAtThresholds("father", [0.95, 0.85]),
        "place": cl.JaroWinklerAtThresholds("place", [0.9]).configure(term_frequency_adjustments=True),
        "postcode": cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1]),
    }
    return [names(task), *(one for column, one in made.items() if column in has)]


def blocking(task, has, *, rows):
    rules = [block_on("born")]
    rules += [block_on(column) for column in ("document", "phone") if column in has]
    if task == "ours":
        rules += [block_on("name"), block_on("tokens", "year", arrays_to_explode=["tokens"])]
        rules += [block_on("father", "year")] if "father" in has else []
    else:
        rules += [block_on("first_name", "surname"), "l.first_name = r.surname and l.surname = r.first_name"]
        rules += [block_on("surname", "substr(born, 1, 4)"), block_on("first_name", "substr(born, 1, 4)")]
    if "postcode" in has:
        # In a small register one field may do; in a large one it lets millions of pairs through.
        more = () if rows < 50_000 else ("substr(born, 1, 4)",)
        rules.append(block_on("postcode", *more))
    return rules


def train(linker, task, has):
    whole = ("name",) if task == "ours" else ("first_name", "surname")
    certain = [block_on(*whole, "born")] + [block_on("document")] * ("document" in has)
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=SEED, min_count_per_level=None)
    for rule in (block_on("born"), block_on(*whole)):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True, max_pairs=5e6
        )


def best(predicted, out):
    """Write each claim's best candidate and all pairs; which side is which goes by the data set's name."""
    relation = predicted.as_duckdbpyrelation()
    relation.query("pairs", PAIRS).to_parquet(f"{out}.pairs")
    duckdb.sql(
        f"COPY (SELECT claim, arg_max(candidate, score) AS candidate, max(score) AS score, arg_max(p, score) AS p "
        f"FROM read_parquet('{out}.pairs') GROUP BY claim) TO '{out}' (FORMAT parquet)"
    )


PAIRS = """
SELECT CASE WHEN source_dataset_l = 'claims' THEN unique_id_l ELSE unique_id_r END AS claim,
       CASE WHEN source_dataset_l = 'claims' THEN unique_id_r ELSE unique_id_l END AS candidate,
       match_weight AS score, match_probability AS p
FROM pairs
"""


def between(task, claims_file, register_file, out, *, singles):
    connection = duckdb.connect()
    api = DuckDBAPI(connection)
    started = time.perf_counter()
    tables = {"claims": claims_file, "register": register_file}
    for name, file in tables.items():
        connection.execute(f"CREATE TABLE {name}_in AS SELECT * FROM '{file}'")
    has = {row[0] for row in connection.execute("DESCRIBE register_in").fetchall()}
    rows = connection.execute("SELECT count(*) FROM register_in").fetchall()[0][0]
    both = [api.register(connection.table(f"{name}_in"), dataset_display_name=name) for name in tables]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(task, has),
        blocking_rules_to_generate_predictions=blocking(task, has, rows=rows),
    )
    linker = Linker(both, settings)
    train(linker, task, has)
    trained = time.perf_counter()
    predicted = linker.inference.predict()
    done = time.perf_counter()
    best(predicted, out)
    said = {"train": trained - started, "predict": done - trained}
    if singles:
        said["one"] = single_times(linker, api, connection, both[1], has, task, singles)
    print(json.dumps(said))


def single_times(linker, api, connection, register, has, task, count):
    """Time one claim at a time against the register with the trained model."""
    for column in {"name", "nationality", "place", "postcode", "first_name", "surname"} & has:
        if column in ("first_name", "surname") and task == "ours":
            continue
        linker.table_management.compute_tf_table(column)
    taken = []
    for place in range(count):
        one = connection.sql(f"SELECT * FROM claims_in ORDER BY unique_id LIMIT 1 OFFSET {place}").to_arrow_table()
        began = time.perf_counter()
        asked = api.register(one, dataset_display_name=f"asked{place}")
        linker.inference.predict_between(asked, register).as_record_list()
        taken.append(time.perf_counter() - began)
    return taken


def historical(file, out):
    """Run the model of Splink's own demonstration of this file."""
    connection = duckdb.connect()
    api = DuckDBAPI(connection)
    started = time.perf_counter()
    connection.execute(
        f"CREATE TABLE people_in AS SELECT *, first_name || ' ' || surname AS first_name_surname_concat FROM '{file}'"
    )
    three = "substr(postcode_fake, 1, 3)"
    rules = [
        block_on("substr(first_name, 1, 3)", "substr(surname, 1, 4)"), block_on("surname", "dob"),
        block_on("first_name", "dob"), block_on("postcode_fake", "first_name"), block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"), block_on(three, "dob"), block_on(three, "first_name"),
        block_on(three, "surname"),
        block_on("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
    ]  # fmt: skip
    compared = [
        cl.ForenameSurnameComparison(
            "first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"
        ),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only", blocking_rules_to_generate_predictions=rules, comparisons=compared
    )
    linker = Linker(api.register(connection.table("people_in"), dataset_display_name="people"), settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=SEED, min_count_per_level=None)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    trained = time.perf_counter()
    predicted = linker.inference.predict()
    predicted.as_duckdbpyrelation().query(
        "pairs",
        'SELECT unique_id_l AS "left", unique_id_r AS "right", match_weight AS score, match_probability AS p '
        "FROM pairs",
    ).to_parquet(out)
    print(json.dumps({"train": trained - started, "predict": time.perf_counter() - trained}))


if __name__ == "__main__":
    if sys.argv[1] == "historical":
        historical(sys.argv[2], sys.argv[3])
    else:
        task, claims, register, out, *more = sys.argv[1:]
        between(task, claims, register, out, singles=int(more[0]) if more else 0)
