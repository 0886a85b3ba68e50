"""House contracts for import-linter: one door per module, and pure domains."""

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Siblings of one family meet only at a door; services also need a declared edge.

    Tests may look into a family without edges (the blocks): they make people and tables there by its own actions, and count its rows.
    """

    family = fields.StringField()
    door = fields.StringField()
    lobby = fields.StringField()
    site = fields.StringField()
    edges = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        problems, used = [], set()
        for importer, module in self._crossings(graph):
            owner, room = self._place(module)
            source, _ = self._place(importer)
            if self.edges is None and ".tests." in importer:
                continue
            if importer.startswith(self.site + "."):
                allowed_room = self.lobby
            else:
                allowed_room = self.door
                edge = f"{source} -> {owner}"
                if source and self.edges is not None:
                    used.add(edge)
                    if edge not in self.edges:
                        problems.append(f"{importer} -> {module}: declare the edge '{edge}'")
            if room != allowed_room:
                problems.append(f"{importer} -> {module}: come in by '{allowed_room}'")
        for edge in sorted((self.edges or set()) - used):
            problems.append(f"the declared edge '{edge}' is unused: delete it")
        return ContractCheck(kept=not problems, metadata={"problems": problems})

    def _crossings(self, graph):
        for module in sorted(graph.modules):
            if self._place(module)[0]:
                for importer in sorted(graph.find_modules_that_directly_import(module)):
                    if self._place(importer)[0] != self._place(module)[0]:
                        yield importer, module

    def _place(self, module):
        prefix = self.family + "."
        if not module.startswith(prefix):
            return None, None
        owner, _, rest = module[len(prefix) :].partition(".")
        return owner, rest.partition(".")[0]

    def render_broken_contract(self, check):
        for problem in check.metadata["problems"]:
            output.print_error(problem)


class PureContract(Contract):
    """A pure room imports itself, the allowed modules, and the harmless part of stdlib."""

    families = fields.ListField(subfield=fields.StringField())
    room = fields.StringField()
    allowed = fields.ListField(subfield=fields.StringField())
    stdlib = fields.SetField(subfield=fields.StringField())

    def check(self, graph, verbose):
        problems = []
        for module in sorted(graph.modules):
            home = self._home(module)
            if home:
                for target in sorted(graph.find_modules_directly_imported_by(module)):
                    if not self._is_allowed(target, home):
                        problems.append(f"{module} must not import {target}")
        return ContractCheck(kept=not problems, metadata={"problems": problems})

    def _home(self, module):
        for family in self.families:
            owner, _, rest = module.removeprefix(family + ".").partition(".")
            if module.startswith(family + ".") and rest.partition(".")[0] == self.room:
                return f"{family}.{owner}.{self.room}"
        return None

    def _is_allowed(self, target, home):
        if any(target == a or target.startswith(a + ".") for a in [home, *self.allowed]):
            return True
        top = target.partition(".")[0]
        return top in self.stdlib

    def render_broken_contract(self, check):
        for problem in check.metadata["problems"]:
            output.print_error(problem)
